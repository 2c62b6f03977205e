import { webcrypto } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SealBrokenError, SealingKeysUnavailableError } from "../../domain/secrets/sealing-errors.ts";
import { createSealing } from "./create-sealing.ts";

const first = "A".repeat(64);
const second = "B".repeat(64);
const place = { tenantId: "acme", recordId: "chn_1", version: 1 };
const under = (keys: object) => createSealing(async () => JSON.stringify(keys));
const sealing = under({ "1": first });

/** The documented form opened by another implementation of the same standards. */
async function openByHand(sealed: string, keyText: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const parts = Buffer.from(sealed.split(":")[2]!, "base64url");
  const { subtle } = webcrypto;
  const material = await subtle.importKey("raw", bytes(keyText), "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: bytes(""), info: bytes('["hil sealing","acme"]') },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["decrypt"],
  );
  const additionalData = bytes('["s1",1,"acme","chn_1",1]');
  const iv = parts.subarray(0, 12);
  return new TextDecoder().decode(
    await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, parts.subarray(12)),
  );
}

describe("createSealing()", () => {
  test.each(["", "whsec_secret", "ünïcode 🙂", "x".repeat(10_000)])(
    "opens what it sealed: %.12s",
    async (text) => {
      expect(await sealing.open(await sealing.seal(text, place), place)).toBe(text);
    },
  );

  test("writes AES-256-GCM under a key of the tenant's, bound to the place", async () => {
    const sealed = await sealing.seal("a secret", place);
    expect(sealed).toMatch(/^s1:1:[\w-]+$/);
    expect(await openByHand(sealed, first)).toBe("a secret");
  });

  test("never writes the same twice, nor anything of the text", async () => {
    const sealed = await Promise.all(Array.from({ length: 200 }, () => sealing.seal("a secret", place)));
    expect(new Set(sealed).size).toBe(200);
    const nonces = sealed.map((each) =>
      Buffer.from(each.slice(5), "base64url").subarray(0, 12).toString("hex"),
    );
    expect(new Set(nonces).size).toBe(200);
  });

  test.each([
    ["another tenant", { ...place, tenantId: "rival" }],
    ["another record", { ...place, recordId: "chn_2" }],
    ["another version", { ...place, version: 2 }],
    ["a place that only reads alike", { tenantId: 'acme","chn_1', recordId: "1", version: 1 }],
  ])("does not open for %s", async (_name, elsewhere) => {
    const sealed = await sealing.seal("a secret", place);
    await expect(sealing.open(sealed, elsewhere)).rejects.toThrow(SealBrokenError);
  });

  test("does not open the sealed texts of two tenants that were swapped", async () => {
    const [ours, theirs] = [place, { ...place, tenantId: "rival" }];
    const [sealedOurs, sealedTheirs] = [
      await sealing.seal("ours", ours),
      await sealing.seal("theirs", theirs),
    ];
    await expect(sealing.open(sealedTheirs, ours)).rejects.toThrow(SealBrokenError);
    await expect(sealing.open(sealedOurs, theirs)).rejects.toThrow(SealBrokenError);
  });

  test("does not open a text of which any bit was changed", async () => {
    const sealed = await sealing.seal("a secret", place);
    const parts = Buffer.from(sealed.slice(5), "base64url");
    for (let bit = 0; bit < parts.length * 8; bit += 1) {
      const changed = Buffer.from(parts);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const text = `s1:1:${changed.toString("base64url")}`;
      await expect(sealing.open(text, place)).rejects.toThrow(SealBrokenError);
    }
  });

  test("does not open a text that was cut short", async () => {
    const sealed = await sealing.seal("a secret", place);
    for (let length = 0; length < sealed.length; length += 1)
      await expect(sealing.open(sealed.slice(0, length), place)).rejects.toThrow(/seal/);
  });

  test.each(["plain text", "s2:1:AAAA", "s1:0:AAAA", "s1:1:", "s1:1:AA AA"])("refuses %s", async (text) => {
    await expect(sealing.open(text, place)).rejects.toThrow(SealBrokenError);
  });
});

describe("rotation of sealing keys", () => {
  test("seals under the newest key and opens under all", async () => {
    const before = await sealing.seal("old", place);
    const rotated = under({ "1": first, "10": second, "2": "C".repeat(64) });
    const after = await rotated.seal("new", place);
    expect(after).toMatch(/^s1:10:/);
    expect([await rotated.open(before, place), await rotated.open(after, place)]).toEqual(["old", "new"]);
  });

  test("finds a key that was added since it last read", async () => {
    const sealed = await under({ "1": first, "2": second }).seal("new", place);
    const asked: boolean[] = [];
    const behind = createSealing(async ({ fresh }) => {
      asked.push(fresh);
      return JSON.stringify(fresh ? { "1": first, "2": second } : { "1": first });
    });
    expect(await behind.open(sealed, place)).toBe("new");
    expect(asked).toEqual([false, true]);
  });

  test("a text under one key does not open as if under another", async () => {
    const both = under({ "1": first, "2": first });
    const sealed = await both.seal("a secret", place);
    await expect(both.open(sealed.replace(/^s1:2/, "s1:1"), place)).rejects.toThrow(SealBrokenError);
  });

  test("says which key is gone", async () => {
    const sealed = await sealing.seal("a secret", place);
    const failure = under({ "2": second }).open(sealed, place);
    await expect(failure).rejects.toThrow(SealingKeysUnavailableError);
    await expect(failure).rejects.toThrow("sealing key 1");
  });
});

describe("sealing without keys", () => {
  test.each([
    ["no key", "{}"],
    ["a short key", JSON.stringify({ "1": "canary" })],
    ["no JSON", "canary"],
    ["a key without a number", JSON.stringify({ current: first })],
    ["a list", JSON.stringify([first])],
  ])("neither seals nor opens with %s, and shows nothing of it", async (_name, secret) => {
    const sealed = await sealing.seal("a secret", place);
    const broken = createSealing(async () => secret);
    for (const failure of [broken.seal("a secret", place), broken.open(sealed, place)]) {
      await expect(failure).rejects.toThrow(SealingKeysUnavailableError);
      await expect(failure).rejects.toThrow("is not a JSON object like");
      await expect(failure).rejects.not.toThrow("canary");
    }
  });

  test("says so when the secret cannot be read", async () => {
    const broken = createSealing(async () => {
      throw new Error("no permission");
    });
    await expect(broken.seal("a secret", place)).rejects.toThrow(SealingKeysUnavailableError);
  });
});
