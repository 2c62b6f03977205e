import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, type Need } from "./evaluate.ts";
import { assertSupported, type PolicyDocument, type PolicyStatement } from "./policy-document.ts";

const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const send: Need = { action: "sqs:SendMessage", resource: queue };
const allowSend: PolicyStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };

const policy = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

describe("evaluate()", () => {
  test("allows what a statement allows, and nothing by default", () => {
    expect(evaluate([policy(allowSend)], send)).toBe("allowed");
    expect(evaluate([policy()], send)).toBe("not-allowed");
    expect(evaluate([], send)).toBe("not-allowed");
    expect(evaluate([policy(allowSend)], { ...send, action: "sqs:DeleteMessage" })).toBe("not-allowed");
    expect(evaluate([policy(allowSend)], { ...send, resource: `${queue}2` })).toBe("not-allowed");
  });

  test("adds up the statements of all policies", () => {
    const other: PolicyStatement = { ...allowSend, Action: ["sqs:ReceiveMessage"] };
    expect(evaluate([policy(other), policy(allowSend)], send)).toBe("allowed");
  });

  test("lets a Deny win wherever it stands", () => {
    const deny: PolicyStatement = { Effect: "Deny", Action: "sqs:*", Resource: "*" };
    expect(evaluate([policy(allowSend, deny)], send)).toBe("denied");
    expect(evaluate([policy(deny), policy(allowSend)], send)).toBe("denied");
  });

  test.each(["sqs:sendmessage", "SQS:SendMessage", "sqs:Send*", "sqs:*Message", "*", "sqs:S?ndMessage"])(
    "takes %s for the action, whatever its case",
    (Action) => expect(evaluate([policy({ ...allowSend, Action })], send)).toBe("allowed"),
  );

  test("holds a statement to its conditions", () => {
    const role = "arn:aws:iam::000000000000:role/state-machines";
    const pass = policy({
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: role,
      Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
    });
    const need = (service?: string): Need => ({
      action: "iam:PassRole",
      resource: role,
      ...(service === undefined ? {} : { context: { "IAM:PassedToService": service } }),
    });
    expect(evaluate([pass], need("states.amazonaws.com"))).toBe("allowed");
    expect(evaluate([pass], need("lambda.amazonaws.com"))).toBe("not-allowed");
    expect(evaluate([pass], need())).toBe("not-allowed");
  });
});

describe("conditions", () => {
  const verdict = (Condition: PolicyStatement["Condition"] & object, context: Record<string, string>) =>
    evaluate([policy({ ...allowSend, Condition })], { ...send, context }) === "allowed";

  test.each([
    [{ StringEquals: { k: ["a", "b"] } }, { k: "b" }, true],
    [{ StringEquals: { k: "a" } }, { k: "A" }, false],
    [{ StringEqualsIgnoreCase: { k: "a" } }, { k: "A" }, true],
    [{ StringLike: { k: "a*" } }, { k: "abc" }, true],
    [{ StringNotEquals: { k: ["a", "b"] } }, { k: "b" }, false],
    [{ StringNotEquals: { k: ["a", "b"] } }, { k: "c" }, true],
    [{ StringNotEquals: { k: "a" } }, {}, true],
    [{ StringNotLike: { k: "a*" } }, { k: "abc" }, false],
    [{ StringEqualsIfExists: { k: "a" } }, {}, true],
    [{ StringEqualsIfExists: { k: "a" } }, { k: "b" }, false],
    [{ ArnLike: { k: "arn:aws:sqs:*:*:o*" } }, { k: queue }, true],
    [{ ArnNotEquals: { k: queue } }, { k: queue }, false],
    [{ Bool: { k: "true" } }, { k: "true" }, true],
    [{ Null: { k: "true" } }, {}, true],
    [{ Null: { k: "true" } }, { k: "x" }, false],
    [{ Null: { k: "false" } }, { k: "x" }, true],
    [{ StringEquals: { k: "a", l: "b" } }, { k: "a", l: "c" }, false],
    [{ StringEquals: { k: "a" }, StringLike: { l: "b*" } }, { k: "a", l: "bc" }, true],
  ])("%j with %j: %s", (condition, context, holds) => {
    expect(
      verdict(condition as PolicyStatement["Condition"] & object, context as Record<string, string>),
    ).toBe(holds);
  });

  test("refuses an operator that is not known, even beside one that fails", () => {
    const condition = { StringEquals: { k: "a" }, NumericLessThan: { n: "1" } };
    expect(() => verdict(condition, { k: "b" })).toThrow("NumericLessThan");
    expect(() => verdict({ "ForAllValues:StringEquals": { k: "a" } }, { k: "a" })).toThrow("ForAllValues");
  });
});

describe("any policies", () => {
  const action = fc.constantFrom("sqs:SendMessage", "sqs:Send*", "sqs:*", "lambda:InvokeFunction", "*");
  const resource = fc.constantFrom(queue, "arn:aws:sqs:*:*:*", "arn:aws:lambda:*:*:function:f", "*");
  const statement: fc.Arbitrary<PolicyStatement> = fc.record({
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Action: fc.array(action, { minLength: 1, maxLength: 2 }),
    Resource: fc.array(resource, { minLength: 1, maxLength: 2 }),
  });
  const documents = fc.array(
    fc.array(statement, { maxLength: 3 }).map((all) => policy(...all)),
    { maxLength: 3 },
  );

  test("mean the same in any order", () => {
    fc.assert(
      fc.property(documents, (all) => {
        const reversed = all.toReversed().map((each) => policy(...each.Statement.toReversed()));
        expect(evaluate(reversed, send)).toBe(evaluate(all, send));
      }),
    );
  });

  test("never allow more with a Deny added, nor less with an Allow added", () => {
    fc.assert(
      fc.property(documents, statement, (all, added) => {
        const before = evaluate(all, send);
        const after = evaluate([...all, policy(added)], send);
        if (added.Effect === "Deny") expect(after === "allowed" && before !== "allowed").toBe(false);
        else expect(before === "allowed" && after !== "allowed").toBe(false);
      }),
    );
  });

  test("allow nothing without an Allow", () => {
    fc.assert(
      fc.property(documents, (all) => {
        const denies = all.map((each) => policy(...each.Statement.filter(({ Effect }) => Effect === "Deny")));
        expect(evaluate(denies, send)).not.toBe("allowed");
      }),
    );
  });
});

describe("assertSupported()", () => {
  const refused = (statement: Record<string, unknown>) => () =>
    assertSupported(policy(statement as unknown as PolicyStatement));

  test("accepts what is evaluated here", () => {
    expect(refused({ ...allowSend, Sid: "Send", Condition: { Null: { k: "true" } } })).not.toThrow();
  });

  test.each([
    [{ Effect: "Allow", NotAction: "sqs:*", Resource: "*" }, "NotAction"],
    [{ Effect: "Allow", Action: "sqs:*", NotResource: "*" }, "NotResource"],
    [{ ...allowSend, Principal: "*" }, "Principal"],
    [{ ...allowSend, Effect: "allow" }, "the effect allow"],
    [{ ...allowSend, Resource: "arn:aws:sqs:*:q" }, "six parts"],
    [{ ...allowSend, Resource: ["arn:aws:sqs:us-east-1:000000000000:${aws:username}"] }, "policy variables"],
    [{ ...allowSend, Condition: { StringLike: { k: "${aws:username}" } } }, "policy variables"],
  ])("refuses %j", (statement, reason) => {
    expect(refused(statement)).toThrow(reason);
  });
});
