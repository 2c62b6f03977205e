import { describe, expect, test } from "vitest";
import { plainTerms } from "../../contracts/approval.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { AllowedDeciders } from "../../contracts/wait.ts";
import { whyNot } from "./may-decide.ts";

const ann: Principal = {
  tenantId: "t",
  subject: "ann",
  roles: ["human_agent"],
  scopes: ["human-tasks:decide"],
};
const asked = (allowed: AllowedDeciders, terms = plainTerms) => ({ allowed, terms });
const strict = { ...plainTerms, requesterMayDecide: false, requesters: ["john", "ann"] };

describe("whyNot()", () => {
  test.each<[AllowedDeciders, readonly string[], "not-asked" | null]>([
    [{ roles: ["human_agent"] }, [], null],
    [{ roles: ["approver"] }, [], "not-asked"],
    [{ skills: ["refunds"] }, ["refunds", "german"], null],
    [{ skills: ["refunds", "fraud"] }, ["refunds"], "not-asked"],
    [{ roles: ["human_agent"], skills: ["refunds"] }, ["refunds"], null],
    [{ roles: ["human_agent"], skills: ["refunds"] }, [], "not-asked"],
    [{ roles: ["approver"], skills: ["refunds"] }, ["refunds"], "not-asked"],
    [{ roles: ["approver"], subjects: ["ann"] }, [], null],
    [{ subjects: ["bob"] }, [], "not-asked"],
    [{}, [], "not-asked"],
  ])("asks %j with skills %j: %s", (allowed, skills, expected) => {
    expect(whyNot({ principal: ann, skills }, asked(allowed))).toBe(expected);
  });

  test("lets an owner decide everything but what they asked for", () => {
    const owner: Principal = { ...ann, roles: ["owner"] };
    expect(whyNot({ principal: owner, skills: [] }, asked({ roles: ["approver"] }))).toBeNull();
    expect(whyNot({ principal: owner, skills: [] }, asked({ roles: ["approver"] }, strict))).toBe(
      "requester",
    );
  });

  test("lets the requester decide only where that is said", () => {
    const allowed: AllowedDeciders = { roles: ["human_agent"] };
    expect(whyNot({ principal: ann, skills: [] }, asked(allowed, strict))).toBe("requester");
    expect(
      whyNot({ principal: ann, skills: [] }, asked(allowed, { ...strict, requesterMayDecide: true })),
    ).toBeNull();
  });

  test("takes a person for one, whatever they come with", () => {
    const key: Principal = { ...ann, subject: "api-key:1", person: "ann" };
    const allowed: AllowedDeciders = { roles: ["human_agent"] };
    expect(whyNot({ principal: key, skills: [] }, asked(allowed, strict))).toBe("requester");
    const older = { ...strict, requesters: ["api-key:1"] };
    expect(whyNot({ principal: { ...key, person: "bob" }, skills: [] }, asked(allowed, older))).toBe(
      "requester",
    );
    expect(whyNot({ principal: { ...key, person: "bob" }, skills: [] }, asked(allowed, strict))).toBeNull();
  });

  test("refuses a key that says nobody's name exactly where persons are told apart", () => {
    const principal: Principal = { ...ann, subject: "api-key:1" };
    const allowed: AllowedDeciders = { roles: ["human_agent"] };
    const ask = (terms: typeof plainTerms) => whyNot({ principal, skills: [] }, asked(allowed, terms));
    expect(ask(plainTerms)).toBeNull();
    expect(ask({ ...plainTerms, quorum: 2 })).toBe("unknown-person");
    expect(ask({ ...plainTerms, requesterMayDecide: false })).toBe("unknown-person");
  });

  test("needs the scope", () => {
    const reader: Principal = { ...ann, scopes: ["human-tasks:read"] };
    expect(whyNot({ principal: reader, skills: [] }, asked({ roles: ["human_agent"] }))).toBe("not-asked");
  });
});
