import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { topology } from "../topology.ts";
import { programStacks } from "./testing/program-stacks.ts";
import { idIn, resourcesOf, resourceWith } from "./testing/resources.ts";
import { testTopology } from "./testing/test-topology.ts";
import { unkeptFailures } from "./testing/unkept-failures.ts";

describe.each([
  ["dev", dev],
  ["prod", prod],
])("queues of %s", (environment, config) => {
  const template = programStacks(config).events();
  const prefix = `hil-${environment}-`;

  test("are encrypted, and refuse what is not sent over TLS", () => {
    const queues = resourcesOf(template, "AWS::SQS::Queue");
    const policies = Object.values(resourcesOf(template, "AWS::SQS::QueuePolicy"));
    expect(Object.keys(queues).length).toBeGreaterThan(0);
    for (const [id, { Properties }] of Object.entries(queues)) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      const policy = policies.find((each) => idIn(each.Properties.Queues[0]) === id);
      expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "sqs:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    }
  });

  test.each(Object.entries(topology.queues))(
    "%s keeps what nobody could work on for 14 days",
    (name, spec) => {
      const { Properties } = resourceWith(template, "AWS::SQS::Queue", "QueueName", `${prefix}${name}`);
      const deadLetters = resourcesOf(template, "AWS::SQS::Queue")[
        idIn(Properties.RedrivePolicy.deadLetterTargetArn)
      ];
      expect(Properties.RedrivePolicy.maxReceiveCount).toBe(spec.maxReceives);
      expect(deadLetters?.Properties).toMatchObject({
        QueueName: `${prefix}${name}-dlq`,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    },
  );

  test.each(Object.entries(topology.queues))(
    "%s hides a message for six timeouts of its consumer",
    (name, spec) => {
      const { Properties } = resourceWith(template, "AWS::SQS::Queue", "QueueName", `${prefix}${name}`);
      const { timeoutSeconds } = topology.functions[spec.consumer]!;
      expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds);
      expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(spec.visibilityTimeoutSeconds);
    },
  );

  test("nothing is started without keeping what could not be", () => {
    expect(unkeptFailures(template)).toEqual([]);
  });
});

describe("rules", () => {
  const template = programStacks(prod, testTopology).events();
  const rule = (name: string) =>
    resourceWith(template, "AWS::Events::Rule", "Name", `hil-prod-${name}`).Properties;

  test("start the live alias of a function, and try again for hours", () => {
    const [target] = rule("run-ended").Targets;
    expect(target.Arn).toBe("arn:aws:lambda:eu-west-1:333333333333:function:hil-prod-watch:live");
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 60 });
  });

  test("see only executions of this environment, once they have ended", () => {
    expect(rule("run-ended").EventBusName).toBe("default");
    expect(rule("run-ended").EventPattern).toEqual({
      source: ["aws.states"],
      detail: {
        stateMachineArn: [{ prefix: "arn:aws:states:eu-west-1:333333333333:stateMachine:hil-prod-" }],
        status: [{ "anything-but": ["RUNNING"] }],
      },
    });
  });

  test.each([
    ["jobs", "job-made", "hil-prod-news/hil-prod-job-made"],
    ["job-made-dlq", "job-made", "hil-prod-news/hil-prod-job-made"],
    ["run-ended-dlq", "run-ended", "hil-prod-run-ended"],
  ])("%s takes messages from %s", (queue, _, ruleArnEnd) => {
    const queues = Object.entries(resourcesOf(template, "AWS::SQS::Queue"));
    const [id] = queues.find(([, { Properties }]) => Properties.QueueName === `hil-prod-${queue}`)!;
    const policies = Object.values(resourcesOf(template, "AWS::SQS::QueuePolicy"));
    const policy = policies.find((each) => idIn(each.Properties.Queues[0]) === id);
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual({
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Principal: { Service: "events.amazonaws.com" },
      Resource: { "Fn::GetAtt": [id, "Arn"] },
      Condition: {
        ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-west-1:333333333333:rule/${ruleArnEnd}` },
      },
    });
  });

  test("go with a bus that keeps its events", () => {
    template.hasResourceProperties("AWS::Events::EventBus", { Name: "hil-prod-news" });
    template.hasResourceProperties("AWS::Events::Archive", {
      ArchiveName: "hil-prod-news",
      RetentionDays: 7,
    });
  });
});

describe("schedules", () => {
  const names = (template: Template) =>
    Object.values(resourcesOf(template, "AWS::Scheduler::Schedule")).map(({ Properties }) => Properties.Name);

  test("stand all where the database never sleeps", () => {
    expect(names(programStacks(prod, testTopology).events())).toEqual([
      "hil-prod-tidy-up",
      "hil-prod-count-up",
    ]);
  });

  test("are left out where they would keep the database awake", () => {
    expect(names(programStacks(dev, testTopology).events())).toEqual(["hil-dev-count-up"]);
  });

  test("that are deployed never touch the database", () => {
    const asking = Object.values(topology.schedules).filter(({ function: name }) =>
      topology.functions[name]?.access.some((entry) => "database" in entry),
    );
    expect(asking).toEqual([]);
  });

  test("run under a role that starts their functions and no others", () => {
    const template = programStacks(prod, testTopology).events();
    const role = resourceWith(template, "AWS::IAM::Role", "RoleName", "hil-prod-schedules").Properties;
    const statements = role.Policies[0].PolicyDocument.Statement;
    const account = "eu-west-1:333333333333";
    expect(statements[0]).toEqual({
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: [
        `arn:aws:lambda:${account}:function:hil-prod-tidy:live`,
        `arn:aws:lambda:${account}:function:hil-prod-count:live`,
      ],
    });
    expect(role.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
      StringEquals: { "aws:SourceAccount": "333333333333" },
      ArnEquals: { "aws:SourceArn": `arn:aws:scheduler:${account}:schedule-group/hil-prod-schedules` },
    });
  });

  test("start the live alias at their rate", () => {
    const template = programStacks(prod, testTopology).events();
    const schedule = resourceWith(
      template,
      "AWS::Scheduler::Schedule",
      "Name",
      "hil-prod-tidy-up",
    ).Properties;
    expect(schedule.ScheduleExpression).toBe("rate(5 minutes)");
    expect(schedule.Target.Arn).toBe("arn:aws:lambda:eu-west-1:333333333333:function:hil-prod-tidy:live");
    expect(schedule.Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 });
  });
});

describe("unkeptFailures()", () => {
  const complete = programStacks(prod, testTopology);

  test("finds nothing where every target has a dead-letter queue", () => {
    expect(unkeptFailures(complete.events(), complete.functions())).toEqual([]);
  });

  test.each([
    ["AWS::Events::Rule", "DeadLetterConfig"],
    ["AWS::Scheduler::Schedule", "DeadLetterConfig"],
    ["AWS::SQS::Queue", "RedrivePolicy"],
  ])("names a %s without %s", (type, part) => {
    const text = JSON.stringify(complete.events().toJSON()).replaceAll(`"${part}"`, `"Without${part}"`);
    const found = unkeptFailures(Template.fromJSON(JSON.parse(text)));
    expect(found.map((id) => JSON.parse(text).Resources[id].Type)).toContain(type);
  });

  test("names a function that is started asynchronously and keeps no failures", () => {
    const text = JSON.stringify(complete.functions().toJSON()).replaceAll('"OnFailure"', '"Nowhere"');
    expect(unkeptFailures(Template.fromJSON(JSON.parse(text)))).toHaveLength(4);
  });
});
