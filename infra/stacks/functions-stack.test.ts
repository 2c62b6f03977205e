import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { postures } from "../config/postures.ts";
import { prod } from "../config/prod.ts";
import { deploymentOf } from "../config/read-config.ts";
import { settingsEnvironment } from "../config/settings-environment.ts";
import { deployedWorkflow } from "../deployed-workflow.ts";
import { accessEnvironment, policyOf } from "../policies.ts";
import { topology } from "../topology.ts";
import { programStacks } from "./testing/program-stacks.ts";
import { idIn, resourcesOf, resourceWith, statementsOf } from "./testing/resources.ts";
import { testFunction, testTopology } from "./testing/test-topology.ts";
import { unkeptFailures } from "./testing/unkept-failures.ts";

const asksDatabase = (name: string) =>
  topology.functions[name]?.access.some((entry) => "database" in entry) === true;

/** The logical id of a function's live alias. */
function aliasOf(template: Template, functionName: string): string {
  const [functionId] = only(
    template,
    "AWS::Lambda::Function",
    ({ FunctionName }) => FunctionName === functionName,
  );
  const [aliasId] = only(
    template,
    "AWS::Lambda::Alias",
    ({ FunctionName }) => idIn(FunctionName) === functionId,
  );
  return aliasId;
}

// oxlint-disable-next-line typescript/no-explicit-any -- as CloudFormation's schema describes them
function only(template: Template, type: string, matches: (properties: any) => boolean) {
  const found = Object.entries(resourcesOf(template, type)).filter(([, { Properties }]) =>
    matches(Properties),
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe.each([
  ["dev", dev],
  ["prod", prod],
])("functions of %s", (environment, config) => {
  const template = programStacks(config).functions();
  const prefix = `hil-${environment}-`;
  const posture = postures[config.posture];
  const deployment = deploymentOf(config);
  const find = (type: string, property: string, value: string) =>
    resourceWith(template, type, property, value);
  const lambda = (name: string) =>
    find("AWS::Lambda::Function", "FunctionName", `${prefix}${name}`).Properties;
  const role = (name: string) => find("AWS::IAM::Role", "RoleName", `${prefix}${name}`);

  test("are those of the topology", () => {
    const names = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
    expect(names.map(({ Properties }) => Properties.FunctionName)).toEqual(
      Object.keys(topology.functions).map((name) => `${prefix}${name}`),
    );
  });

  describe.each(Object.entries(topology.functions))("%s", (name, spec) => {
    test("runs its bundle as the topology says", () => {
      expect(lambda(name)).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
        MemorySize: spec.memoryMb,
        Timeout: spec.timeoutSeconds,
        TracingConfig: { Mode: "Active" },
      });
    });

    test("finds the variables of its access and settings, and no others", () => {
      expect(lambda(name).Environment.Variables).toEqual({
        ...settingsEnvironment(name, spec, config),
        ...accessEnvironment(name, topology, deployment),
        ...(asksDatabase(name) ? { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" } : {}),
      });
    });

    test("may do what the topology says, and what Lambda needs to run it", () => {
      const statements = statementsOf(role(name));
      const { Statement: granted } = policyOf(name, topology, deployment);
      expect(statements.slice(0, granted.length)).toEqual(granted);
      const rest = statements.slice(granted.length).filter(({ Effect }) => Effect === "Allow");
      const services = new Set(
        rest.flatMap(({ Action }) => Action.map((action: string) => action.split(":")[0])),
      );
      const byRule = Object.values(topology.rules).some(
        ({ target }) => "function" in target && target.function === name,
      );
      const isAsynchronous = byRule || topology.functions[name]?.startedBy?.includes("release") === true;
      expect([...services]).toEqual([
        ...(isAsynchronous ? ["sqs"] : []),
        "logs",
        "xray",
        ...(asksDatabase(name) ? ["ec2"] : []),
      ]);
      expect(role(name).Properties.ManagedPolicyArns).toBeUndefined();
    });

    test("writes to its own log group, which forgets", () => {
      const logGroup = find("AWS::Logs::LogGroup", "LogGroupName", `/aws/lambda/${prefix}${name}`);
      expect(logGroup.Properties.RetentionInDays).toBe(posture.logRetentionDays);
      const writing = statementsOf(role(name)).find(({ Action }) => Action.includes("logs:PutLogEvents"));
      const account = `${config.region}:${config.account}`;
      expect(writing.Resource).toEqual([`arn:aws:logs:${account}:log-group:/aws/lambda/${prefix}${name}:*`]);
    });

    test("stands in the network only where it uses the database, and cannot change it", () => {
      expect(lambda(name).VpcConfig !== undefined).toBe(asksDatabase(name));
      const denied = statementsOf(role(name)).filter(({ Effect }) => Effect === "Deny");
      expect(denied.map(({ Condition }) => Condition)).toEqual(
        asksDatabase(name)
          ? [
              {
                ArnEquals: {
                  "lambda:SourceFunctionArn": `arn:aws:lambda:${config.region}:${config.account}:function:${prefix}${name}`,
                },
              },
            ]
          : [],
      );
    });

    test("has an alarm that watches its live alias", () => {
      const { Properties } = find("AWS::CloudWatch::Alarm", "AlarmName", `${prefix}${name}-errors`);
      expect(Properties.AlarmActions).toEqual([
        `arn:aws:sns:${config.region}:${config.account}:${prefix}alarms`,
      ]);
      expect(JSON.stringify([Properties.Metrics, Properties.Dimensions])).toContain(
        `{"Name":"Resource","Value":"${prefix}${name}:live"}`,
      );
    });

    test("keeps its earlier versions", () => {
      const [id] = only(
        template,
        "AWS::Lambda::Function",
        (each) => each.FunctionName === `${prefix}${name}`,
      );
      const [, version] = only(template, "AWS::Lambda::Version", (each) => idIn(each.FunctionName) === id);
      expect([version.DeletionPolicy, version.UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
    });
  });

  test("share no role", () => {
    const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
    const roles = functions.map(({ Properties }) => idIn(Properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
  });

  test("reserve no concurrency", () => {
    const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
    expect(functions.filter(({ Properties }) => "ReservedConcurrentExecutions" in Properties)).toEqual([]);
  });

  test("hold no password and no key in their environment", () => {
    const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
    const names = functions.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));
    expect(names.filter((name) => /PASSWORD|API_KEY|DATABASE_URL|TOKEN/.test(name))).toEqual([]);
  });

  test.each(Object.entries(topology.queues))("are fed from %s, which hears of each message", (name, spec) => {
    const arn = `arn:aws:sqs:${config.region}:${config.account}:${prefix}${name}`;
    const feed = find("AWS::Lambda::EventSourceMapping", "EventSourceArn", arn).Properties;
    expect(feed).toMatchObject({
      BatchSize: spec.batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: spec.mostBatchesAtOnce ?? 2 },
    });
    expect(idIn(feed.FunctionName)).toBe(aliasOf(template, `${prefix}${spec.consumer}`));
  });

  test("keep what failed when nobody waited for it", () => {
    expect(unkeptFailures(template)).toEqual([]);
    const started = Object.values(topology.rules).flatMap(({ target }) =>
      "function" in target ? [target.function] : [],
    );
    for (const name of started) {
      const [functionId] = only(
        template,
        "AWS::Lambda::Function",
        (each) => each.FunctionName === `${prefix}${name}`,
      );
      const [, kept] = only(
        template,
        "AWS::Lambda::EventInvokeConfig",
        (each) => idIn(each.FunctionName) === functionId,
      );
      expect(kept.Properties.Qualifier).toBe("live");
      expect(kept.Properties.DestinationConfig.OnFailure.Destination).toMatch(
        new RegExp(`:${prefix}${name}-dlq$`),
      );
    }
  });

  test("are released by CodeDeploy, and taken back on their alarm", () => {
    const groups = Object.entries(resourcesOf(template, "AWS::CodeDeploy::DeploymentGroup"));
    const released = Object.entries(topology.functions).filter(
      ([, spec]) => !spec.startedBy?.includes("release"),
    );
    expect(groups.map(([, { Properties }]) => Properties.DeploymentGroupName)).toEqual(
      released.map(([name]) => `${prefix}${name}`),
    );
    for (const [id, { Properties }] of groups) {
      const name: string = Properties.DeploymentGroupName;
      const alarm = resourcesOf(template, "AWS::CloudWatch::Alarm")[
        idIn(Properties.AlarmConfiguration.Alarms[0].Name)
      ];
      expect(alarm?.Properties.AlarmName).toBe(`${name}-errors`);
      expect(Properties.AutoRollbackConfiguration.Events).toContain("DEPLOYMENT_STOP_ON_ALARM");
      expect(Properties.DeploymentConfigName).toBe(
        environment === "prod"
          ? "CodeDeployDefault.LambdaCanary10Percent15Minutes"
          : "CodeDeployDefault.LambdaAllAtOnce",
      );
      const alias = resourcesOf(template, "AWS::Lambda::Alias")[aliasOf(template, name)];
      expect(idIn(alias?.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName)).toBe(id);
    }
    expect(Object.keys(resourcesOf(template, "AWS::CodeDeploy::Application"))).toHaveLength(1);
  });
});

describe("rules", () => {
  test("may start the live alias that they name, and nothing else", () => {
    const template = programStacks(prod, testTopology).functions();
    const [, permission] = only(template, "AWS::Lambda::Permission", () => true);
    expect(permission.Properties).toMatchObject({
      Principal: "events.amazonaws.com",
      SourceArn: "arn:aws:events:eu-west-1:333333333333:rule/hil-prod-run-ended",
    });
    expect(idIn(permission.Properties.FunctionName)).toBe(aliasOf(template, "hil-prod-watch"));
  });
});

describe("a release", () => {
  const template = programStacks(prod, testTopology).functions();
  const releaseAlias = aliasOf(template, "hil-prod-release");
  const [stepId, step] = only(template, "Custom::Release", () => true);

  test("brings the database up to date with the code that is being released", () => {
    expect(idIn(step.Properties.ServiceToken)).toBe(releaseAlias);
    expect(step.Properties).toMatchObject({
      tenantId: "main",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      ServiceTimeout: "600",
    });
  });

  test("registers what the deployed state machines are made from", () => {
    const [, own] = only(programStacks(prod).functions(), "Custom::Release", () => true);
    const { definition } = topology.stateMachines["customer_support"]!;
    expect(own.Properties["revisions"]).toEqual({ customer_support: deployedWorkflow(definition).digest });
  });

  test("moves no alias before that, but its own", () => {
    const aliases = resourcesOf(template, "AWS::Lambda::Alias");
    expect(Object.keys(aliases)).toHaveLength(Object.keys(testTopology.functions).length);
    for (const [id, { DependsOn = [], UpdatePolicy }] of Object.entries(aliases)) {
      expect(DependsOn.includes(stepId)).toBe(id !== releaseAlias);
      expect(UpdatePolicy === undefined).toBe(id === releaseAlias);
    }
  });
});

describe("one more function", () => {
  const types = [
    "AWS::Lambda::Function",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Version",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::CloudWatch::Alarm",
    "AWS::CodeDeploy::DeploymentGroup",
  ];
  const more = { ...testTopology, functions: { ...testTopology.functions, "new-work": testFunction() } };
  const before = programStacks(prod, testTopology).functions();
  const after = programStacks(prod, more).functions();

  test.each(types)("brings one more %s", (type) => {
    const added =
      Object.keys(resourcesOf(after, type)).length - Object.keys(resourcesOf(before, type)).length;
    expect(added).toBe(1);
  });
});

describe("reserved concurrency", () => {
  test("is taken where it is configured", () => {
    const config = { ...prod, reservedConcurrency: { work: 5 } };
    const template = programStacks(config, testTopology).functions();
    const reserved = Object.values(resourcesOf(template, "AWS::Lambda::Function")).flatMap(({ Properties }) =>
      "ReservedConcurrentExecutions" in Properties
        ? [[Properties.FunctionName, Properties.ReservedConcurrentExecutions]]
        : [],
    );
    expect(reserved).toEqual([["hil-prod-work", 5]]);
  });

  test("is refused for what is no function", () => {
    const config = { ...prod, reservedConcurrency: { wrok: 5 } };
    expect(() => programStacks(config, testTopology).functions()).toThrow("wrok");
  });
});

test("a queue whose consumer is missing is refused", () => {
  const queues = { jobs: { ...testTopology.queues["jobs"]!, consumer: "nobody" } };
  expect(() => programStacks(prod, { ...testTopology, queues }).functions()).toThrow("nobody");
});
