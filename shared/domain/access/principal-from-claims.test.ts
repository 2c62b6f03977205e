import { describe, expect, test } from "vitest";
import { principalFromClaims } from "./principal-from-claims.ts";

const rules = {
  issuer: "https://login.example.com/",
  audience: "hil-api",
  tenantClaim: "hil_tenant",
  rolesClaim: "hil_roles",
};
const nowMs = 1_700_000_000_000;
const nowSeconds = nowMs / 1000;
const good = {
  iss: rules.issuer,
  aud: rules.audience,
  exp: nowSeconds + 60,
  sub: "auth0|mary",
  hil_tenant: "acme",
  hil_roles: ["approver"],
};
const judge = (changes: Record<string, unknown>, type: string | null = null) =>
  principalFromClaims({ type, claims: { ...good, ...changes } }, rules, nowMs);

test("makes a principal with the scopes of its roles", () => {
  expect(judge({})).toEqual({
    principal: {
      tenantId: "acme",
      subject: "auth0|mary",
      roles: ["approver"],
      scopes: ["executions:read", "human-tasks:read", "human-tasks:decide"],
    },
    expiresAtMs: nowMs + 60_000,
  });
});

describe("accepts", () => {
  test.each([{ aud: ["other", "hil-api"] }, { nbf: nowSeconds + 4 }, { hil_roles: "approver owner" }])(
    "%o",
    (changes) => {
      expect(judge(changes).principal.tenantId).toBe("acme");
    },
  );

  test.each(["JWT", "at+jwt", "application/at+jwt"])("the type %s", (type) => {
    expect(judge({}, type).principal.subject).toBe("auth0|mary");
  });
});

describe("refuses", () => {
  test.each([
    { iss: undefined },
    { iss: "https://login.example.com" },
    { iss: ["https://login.example.com/"] },
    { aud: undefined },
    { aud: "other" },
    { aud: ["hil-api-2"] },
    { aud: { "hil-api": true } },
    { exp: undefined },
    { exp: nowSeconds },
    { exp: nowSeconds - 1 },
    { exp: String(nowSeconds + 60) },
    { exp: Number.POSITIVE_INFINITY },
    { nbf: nowSeconds + 6 },
    { nbf: "0" },
    { sub: undefined },
    { sub: "" },
    { sub: "api-key:0123456789abcdef" },
    { sub: 7 },
    { hil_tenant: undefined },
    { hil_tenant: "" },
    { hil_tenant: ["acme"] },
    { hil_tenant: "acme'; --" },
    { hil_tenant: "acme\u0000other" },
    { hil_tenant: "x".repeat(201) },
  ])("%o", (changes) => {
    expect(() => judge(changes)).toThrow(expect.objectContaining({ name: "NotAuthenticatedError" }) as Error);
  });

  test.each(["logout+jwt", "dpop+jwt", "secevent+jwt"])("the type %s", (type) => {
    expect(() => judge({}, type)).toThrow("is not an access token");
  });
});

test.each([undefined, ["admin", "root"], { owner: true }, "OWNER", 7])(
  "roles that are none of ours give nothing: %o",
  (roles) => {
    expect(judge({ hil_roles: roles }).principal).toMatchObject({ roles: [], scopes: [] });
  },
);
