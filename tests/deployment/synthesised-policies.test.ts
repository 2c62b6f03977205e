import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { dev } from "../../infra/config/dev.ts";
import { prod } from "../../infra/config/prod.ts";
import { topology } from "../../infra/topology.ts";
import type { Decision } from "../../local/aws/iam/authorizer.ts";
import { assertSupported, listOf, type PolicyStatement } from "../../local/aws/iam/policy-document.ts";
import { startHost } from "../../local/host.ts";
import { localDeployment, rolePolicies, stateMachineRole } from "../../local/role-policies.ts";
import { forgetSettings } from "../support/clean-environment.ts";
import { Client } from "../support/client.ts";
import { runToAnswer } from "./grants/run-to-answer.ts";
import { synthesisedPolicies } from "./grants/synthesised-policies.ts";

const roles = [...Object.keys(topology.functions), stateMachineRole];

/** What AWS itself needs to run a function or a state machine, and what keeps that from the function's own code. */
function isOfThePlatform({ Effect: effect, Action, Resource }: PolicyStatement): boolean {
  if (effect === "Deny") return true;
  const services = new Set(listOf(Action).map((action) => action.slice(0, action.indexOf(":"))));
  if (["logs", "xray", "ec2"].some((service) => services.size === 1 && services.has(service))) return true;
  return Action === "sqs:SendMessage" && listOf(Resource).every((queue) => queue.endsWith("-dlq"));
}

/** With lists everywhere, as CloudFormation takes a list of one for its only member. */
function spelledOut({ Action, Resource, ...rest }: PolicyStatement) {
  return { ...rest, Action: listOf(Action), Resource: listOf(Resource) };
}

/** As the laptop has it. */
const mail = { by: "smtp" as const, port: 587 };

describe.each([
  { ...dev, mail },
  { ...prod, mail },
])("the templates of $environment", (config) => {
  test("give each role what the embedded host evaluates, and what the platform needs", () => {
    const synthesised = synthesisedPolicies(config);
    const evaluated = rolePolicies(topology, localDeployment);
    for (const role of roles) {
      const documents = synthesised.get(role) ?? [];
      documents.forEach(assertSupported);
      const own = documents
        .flatMap(({ Statement }) => Statement)
        .filter((statement) => !isOfThePlatform(statement));
      const expected = (evaluated(role) ?? []).flatMap(({ Statement }) => Statement);
      expect([role, own.map(spelledOut)]).toEqual([role, expected.map(spelledOut)]);
    }
  });
});

test("a run comes to its answer under the policies that stand in the templates", async () => {
  forgetSettings();
  const dataDir = mkdtempSync(join(tmpdir(), "hil-synthesised-"));
  const synthesised = synthesisedPolicies({ ...dev, mail });
  const decisions: Decision[] = [];
  const host = await startHost({
    dataDir,
    apiPort: 0,
    awsPort: 0,
    policies: (role) => synthesised.get(role),
    onDecision: (decision) => void decisions.push(decision),
  });
  onTestFinished(async () => {
    await host.close();
    rmSync(dataDir, { recursive: true });
  });
  const done = await runToAnswer(new Client({ api_url: host.apiUrl, api_key: host.apiKey }));
  expect(done).toMatchObject({ status: "completed", decision: "FINISH" });
  expect(decisions.filter(({ verdict }) => verdict !== "allowed")).toEqual([]);
  expect(decisions.some(({ caller }) => caller.kind === "role")).toBe(true);
  expect(readFileSync(join(dataDir, "host.log"), "utf8")).not.toContain("AccessDenied");
});
