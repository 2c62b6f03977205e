import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Receipt, ReceiptEntry } from "../../contracts/approval.ts";
import { chainStart, firstBrokenReceipt, nextReceipt } from "./receipt-chain.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

function entry(waitId: string): ReceiptEntry {
  return {
    kind: "decided",
    waitId,
    runId: "r",
    nodePath: "n",
    round: 1,
    subject: "ann",
    verdict: "approve",
    tool: null,
    argumentsHash: null,
    answerHash: null,
    grantId: null,
    atMs: 1,
  };
}

function chain(length: number): Receipt[] {
  const links: Receipt[] = [];
  for (let index = 0; index < length; index += 1)
    links.push(nextReceipt(entry(`w${index}`), links.at(-1) ?? { seq: 0, hash: chainStart }, sha256Hex));
  return links;
}

describe("a chain of receipts", () => {
  test("holds as it was written, also from a link on that is known", () => {
    const links = chain(5);
    expect(firstBrokenReceipt(links, sha256Hex)).toBeNull();
    expect(firstBrokenReceipt(links.slice(2), sha256Hex, links[1])).toBeNull();
    expect(firstBrokenReceipt([], sha256Hex)).toBeNull();
  });

  test("names the first link that was changed, left out, put in or moved", () => {
    const index = fc.integer({ min: 0, max: 6 });
    const field = fc.constantFrom<keyof Receipt>(...(Object.keys(chain(1)[0]!) as (keyof Receipt)[]));
    fc.assert(
      fc.property(index, field, (at, name) => {
        const links = chain(8);
        const changed = links.with(at, { ...links[at]!, [name]: "forged" });
        expect(firstBrokenReceipt(changed, sha256Hex)).toBe(at + 1);
        expect(firstBrokenReceipt(links.toSpliced(at, 1), sha256Hex)).toBe(at + 1);
        expect(firstBrokenReceipt(links.toSpliced(at, 0, links[at + 1]!), sha256Hex)).toBe(at + 1);
      }),
    );
  });

  test("names the link after a forged one whose own hash was made anew", () => {
    const links = chain(4);
    const forged = nextReceipt({ ...entry("w1"), subject: "eve" }, links[0]!, sha256Hex);
    expect(firstBrokenReceipt(links.with(1, forged), sha256Hex)).toBe(3);
  });
});
