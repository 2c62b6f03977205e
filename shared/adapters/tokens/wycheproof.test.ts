import { existsSync, readFileSync } from "node:fs";
import { createLocalJWKSet, type JWK } from "jose";
import { describe, expect, test } from "vitest";
import { verifySignature } from "./verify-signature.ts";

const file = new URL(
  "../../../../shared/corpora/security/jwt/wycheproof_json_web_signature.json",
  import.meta.url,
);
const missing = !existsSync(file);

interface Group {
  comment: string;
  public?: JWK;
  private: JWK;
  tests: { tcId: number; comment: string; jws: unknown; result: "valid" | "invalid" }[];
}
interface Case {
  id: number;
  jws: string;
  valid: boolean;
  algorithm: string;
  key: JWK;
}

function readCases(): Case[] {
  const groups = (JSON.parse(readFileSync(file, "utf8")) as { testGroups: Group[] }).testGroups;
  return groups.flatMap((group) =>
    group.tests.map(({ tcId, jws, result }) => ({
      id: tcId,
      jws: typeof jws === "string" ? jws : JSON.stringify(jws),
      valid: result === "valid",
      algorithm: algorithmOf(jws),
      key: group.public ?? group.private,
    })),
  );
}

function algorithmOf(jws: unknown): string {
  try {
    const [header = ""] = String(jws).split(".");
    return String((JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: unknown }).alg);
  } catch {
    return "none";
  }
}

async function accepts({ jws, key }: Case): Promise<boolean> {
  return verifySignature(jws, createLocalJWKSet({ keys: [key] })).then(
    () => true,
    () => false,
  );
}

// Skipped where the corpus is not beside the project.
describe.skipIf(missing)("Wycheproof's JSON Web Signature vectors (shared/corpora/security/jwt)", () => {
  const cases = missing ? [] : readCases();

  test("reads the whole corpus", () => {
    expect(cases).toHaveLength(401);
  });

  test("accepts no forged signature, no other algorithm and no second text of a token", async () => {
    const accepted: number[] = [];
    for (const each of cases) if (!each.valid && (await accepts(each))) accepted.push(each.id);
    expect(accepted).toEqual([]);
  });

  test("accepts every valid one of the pinned algorithms", async () => {
    const pinned = cases.filter((each) => each.valid && ["RS256", "PS256", "ES256"].includes(each.algorithm));
    const rejected: number[] = [];
    for (const each of pinned) if (!(await accepts(each))) rejected.push(each.id);
    expect(pinned.length).toBe(16);
    expect({ rejected, of: pinned.length }).toEqual({ rejected: [], of: pinned.length });
  });

  test("accepts nothing of an algorithm that is not pinned", async () => {
    const others = cases.filter((each) => !["RS256", "PS256", "ES256"].includes(each.algorithm));
    expect(await Promise.all(others.map(accepts))).toEqual(others.map(() => false));
  });
});
