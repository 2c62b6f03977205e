import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { postures } from "../config/postures.ts";
import { prod } from "../config/prod.ts";
import { deploymentOf } from "../config/read-config.ts";
import { deployedMachine } from "../deployed-workflow.ts";
import { stateMachinePolicy } from "../policies.ts";
import { topology } from "../topology.ts";
import { programStacks } from "./testing/program-stacks.ts";
import { idIn, resourcesOf, resourceWith, statementsOf } from "./testing/resources.ts";

describe.each([
  ["dev", dev],
  ["prod", prod],
])("state machines of %s", (environment, config) => {
  const template = programStacks(config).workflows();
  const prefix = `hil-${environment}-`;
  const account = `${config.region}:${config.account}`;
  const role = resourceWith(template, "AWS::IAM::Role", "RoleName", `${prefix}state-machines`);
  const queueStart = `https://sqs.${config.region}.amazonaws.com/${config.account}/${prefix}`;
  const addressPattern = (placeholder: string) =>
    placeholder.endsWith("QueueUrl")
      ? new RegExp(`^${queueStart}[a-z-]+$`)
      : new RegExp(`^arn:aws:lambda:${account}:function:${prefix}[a-z-]+:live$`);
  const arnOfAddress = (address: string) => address.replace(queueStart, `arn:aws:sqs:${account}:${prefix}`);

  test("may start the live alias of every task, and of no other function", () => {
    const tasks = Object.entries(topology.functions).filter(([, spec]) => spec.startedBy?.includes("task"));
    const invoke = statementsOf(role).filter(({ Action }) =>
      Action.some((each: string) => each.startsWith("lambda:")),
    );
    expect(invoke).toEqual([
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: tasks.map(([name]) => `arn:aws:lambda:${account}:function:${prefix}${name}:live`),
      },
    ]);
  });

  test("may run each other, and hear of the end", () => {
    const nested = statementsOf(role).filter(({ Action }) =>
      Action.some((each: string) => each.startsWith("states:") || each.startsWith("events:")),
    );
    const expected = stateMachinePolicy(topology, deploymentOf(config)).Statement;
    expect(nested).toEqual(expected.slice(1, 1 + nested.length));
    const resources = nested.flatMap(({ Resource }) => Resource as string[]);
    expect(resources).toEqual([
      `arn:aws:states:${account}:stateMachine:${prefix}*`,
      `arn:aws:states:${account}:execution:${prefix}*:*`,
      `arn:aws:events:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
    ]);
  });

  test("may send to the queues that they name", () => {
    const send = statementsOf(role).filter(({ Action }) => Action.includes("sqs:SendMessage"));
    expect(send.flatMap(({ Resource }) => Resource as string[])).toEqual([
      `arn:aws:sqs:${account}:${prefix}conversation-checks`,
    ]);
  });

  test("may otherwise write logs and traces", () => {
    const others = statementsOf(role).flatMap(({ Action }) => Action as string[]);
    const services = new Set(others.map((action) => action.split(":")[0]));
    expect(services).toEqual(new Set(["lambda", "states", "events", "sqs", "logs", "xray"]));
  });

  test("are the only ones that take their role", () => {
    const [trust] = role.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust.Principal).toEqual({ Service: "states.amazonaws.com" });
    expect(trust.Condition).toEqual({
      StringEquals: { "aws:SourceAccount": config.account },
      ArnLike: { "aws:SourceArn": `arn:aws:states:${account}:stateMachine:${prefix}*` },
    });
  });

  test("log to one group, which forgets", () => {
    template.hasResourceProperties("AWS::Logs::LogGroup", {
      LogGroupName: `/aws/vendedlogs/states/${prefix}state-machines`,
      RetentionInDays: postures[config.posture].logRetentionDays,
    });
  });

  describe.each(Object.entries(topology.stateMachines))("%s", (name, spec) => {
    const machine = resourceWith(
      template,
      "AWS::StepFunctions::StateMachine",
      "StateMachineName",
      `${prefix}${name}`,
    );
    const aliases = resourcesOf(template, "AWS::StepFunctions::StateMachineAlias");
    const alias = aliases[`${name.replaceAll("_", "")}live`];
    const versions = resourcesOf(template, "AWS::StepFunctions::StateMachineVersion");

    test("is a Standard machine that is traced, and logged without data", () => {
      expect(machine.Properties).toMatchObject({
        StateMachineType: "STANDARD",
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: "ALL", IncludeExecutionData: false },
      });
    });

    test("is the compiled file, in which CloudFormation puts what its placeholders stand for", () => {
      const file = readFileSync(new URL(`../../${spec.definition}`, import.meta.url), "utf8");
      expect(JSON.parse(machine.Properties.DefinitionString)).toEqual(JSON.parse(file));
      const placeholders = new Set(file.match(/(?<=\$\{)\w+(?=\})/g));
      const substitutions: Record<string, string> = machine.Properties.DefinitionSubstitutions;
      expect(new Set(Object.keys(substitutions))).toEqual(placeholders);
      const { Revision: revision, ...addresses } = substitutions;
      for (const [placeholder, address] of Object.entries(addresses))
        expect(address).toMatch(addressPattern(placeholder));
      expect(revision).toBe(deployedMachine(spec).digest ?? undefined);
    });

    test("reaches nothing that it may not", () => {
      const allowed = stateMachinePolicy(topology, deploymentOf(config)).Statement.flatMap(
        ({ Resource }) => Resource,
      );
      const { Revision: _, ...addresses } = machine.Properties.DefinitionSubstitutions;
      expect(allowed).toEqual(expect.arrayContaining(Object.values<string>(addresses).map(arnOfAddress)));
    });

    test("goes live by its alias, and back when executions fail", () => {
      expect(alias?.Properties).toMatchObject({
        Name: "live",
        DeploymentPreference: {
          ...(environment === "prod"
            ? { Type: "CANARY", Percentage: 10, Interval: 15 }
            : { Type: "ALL_AT_ONCE" }),
          Alarms: [`${prefix}${name}-executions-failed`],
        },
      });
      const alarm = resourceWith(
        template,
        "AWS::CloudWatch::Alarm",
        "AlarmName",
        `${prefix}${name}-executions-failed`,
      );
      expect(JSON.stringify(alarm.Properties)).toContain(
        `arn:aws:states:${account}:stateMachine:${prefix}${name}`,
      );
      expect(alarm.Properties.AlarmActions).toEqual([`arn:aws:sns:${account}:${prefix}alarms`]);
    });

    test("keeps earlier versions, whose executions go on", () => {
      const version = versions[idIn(alias?.Properties.DeploymentPreference.StateMachineVersionArn)];
      expect(idIn(version?.Properties.StateMachineRevisionId)).toBe(
        idIn(version?.Properties.StateMachineArn),
      );
      expect([version?.DeletionPolicy, version?.UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
    });
  });
});

test("a workflow whose compiled file is stale is refused", () => {
  const stateMachines = { stale: { description: "", definition: "infra/stacks/testing/stale.asl.json" } };
  expect(() => programStacks(dev, { ...topology, stateMachines }).workflows()).toThrow("npm run generate");
});
