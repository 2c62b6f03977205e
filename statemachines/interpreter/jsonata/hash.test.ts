import { describe, expect, test } from "vitest";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { hashText, type HashAlgorithm } from "./hash.ts";

const NODE_NAMES: Record<HashAlgorithm, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

describe("hashText", () => {
  for (const [algorithm, nodeName] of Object.entries(NODE_NAMES)) {
    test(`agrees with node:crypto on ${algorithm}`, () => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
          const expected = createHash(nodeName).update(text, "utf8").digest("hex");
          expect(hashText(text, algorithm as HashAlgorithm)).toBe(expected);
        }),
        { numRuns: 60 },
      );
    });
  }
});
