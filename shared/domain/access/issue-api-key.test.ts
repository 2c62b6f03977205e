import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import { issueKeySchema } from "../../contracts/release.ts";
import { issueApiKey } from "./issue-api-key.ts";

const services = {
  randomHex: (byteCount: number) => randomBytes(byteCount).toString("hex"),
  sha256Hex: (text: string) => createHash("sha256").update(text).digest("hex"),
  nowMs: () => 0,
};
const order = { tenantId: "acme", name: "ci", roles: ["approver" as const] };

test("a key is a person's, or nobody's where nobody can say whose", () => {
  expect(issueApiKey({ ...order, owner: "ann" }, services).record.owner).toBe("ann");
  expect(issueApiKey({ ...order, owner: null }, services).record.owner).toBeNull();
  expect(() => issueApiKey({ ...order, owner: "api-key:1" }, services)).toThrow(InvalidFieldsError);
});

test("a key cannot do more than its roles", () => {
  const scopes = ["human-tasks:read" as const];
  expect(issueApiKey({ ...order, owner: "ann", scopes }, services).record.scopes).toEqual(scopes);
  const wide = { ...order, owner: "ann", scopes: ["workflows:write" as const] };
  expect(() => issueApiKey(wide, services)).toThrow("more than its roles");
});

test("a release makes no key without being told whose", () => {
  const first = { tenantId: "acme", name: "first" };
  for (const owner of [undefined, "", "two words", 7])
    expect(issueKeySchema.safeParse({ issueKey: { ...first, owner } }).success).toBe(false);
  const named = issueKeySchema.parse({ issueKey: { ...first, owner: "ann@example.com" } });
  expect(named.issueKey).toMatchObject({ owner: "ann@example.com", roles: ["owner"] });
});
