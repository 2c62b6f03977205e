import { describe, expect, test } from "vitest";
import { dev } from "./config/dev.ts";
import { deploymentOf } from "./config/read-config.ts";
import { accessEnvironment, policyOf, queuesOf, stateMachinePolicy } from "./policies.ts";
import { testFunction, testTopology } from "./stacks/testing/test-topology.ts";

const deployment = deploymentOf(dev);
const account = "us-east-1:111111111111";

describe("policyOf()", () => {
  test("allows a consumer its access and its queue", () => {
    expect(policyOf("work", testTopology, deployment)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: [`arn:aws:secretsmanager:${account}:secret:hil-dev-database-??????`],
        },
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: [`arn:aws:sqs:${account}:hil-dev-jobs`],
        },
      ],
    });
  });

  test("allows a function without access nothing", () => {
    expect(policyOf("count", testTopology, deployment).Statement).toEqual([]);
  });

  describe("for mail", () => {
    const functions = { ...testTopology.functions, front: testFunction({ access: [{ mail: true }] }) };
    const topology = { ...testTopology, functions };
    const of = (mail: typeof dev.mail) => {
      const deployed = deploymentOf({ ...dev, mail });
      return {
        statements: policyOf("front", topology, deployed).Statement,
        environment: accessEnvironment("front", topology, deployed),
      };
    };

    test("by SES allows sending from the one address, whether it or its domain is verified", () => {
      expect(of({ by: "ses", from: "desk@mail.example.com" })).toEqual({
        statements: [
          {
            Effect: "Allow",
            Action: ["ses:SendEmail"],
            Resource: [
              `arn:aws:ses:${account}:identity/desk@mail.example.com`,
              `arn:aws:ses:${account}:identity/mail.example.com`,
            ],
            Condition: { StringEquals: { "ses:FromAddress": "desk@mail.example.com" } },
          },
        ],
        environment: { HIL_SES_FROM: "desk@mail.example.com" },
      });
    });

    test("by a server allows reading how to reach it, and without either nothing", () => {
      expect(of({ by: "smtp", port: 587 })).toMatchObject({
        statements: [{ Action: ["secretsmanager:GetSecretValue"] }],
        environment: { MAIL_SECRET_ID: "hil-dev-mail" },
      });
      expect(of(null)).toEqual({ statements: [], environment: {} });
    });
  });

  test("refuses a function that the topology does not have", () => {
    expect(() => policyOf("nobody", testTopology, deployment)).toThrow("no function nobody");
  });
});

describe("accessEnvironment()", () => {
  test("names all that the access reaches, and nothing else", () => {
    const access = [{ database: true } as const, { sendTo: "jobs" }, { table: "rate-limits", may: [] }];
    const functions = { ...testTopology.functions, front: testFunction({ access }) };
    expect(accessEnvironment("front", { ...testTopology, functions }, deployment)).toEqual({
      DATABASE_SECRET_ID: "hil-dev-database",
      JOBS_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111111111111/hil-dev-jobs",
      RATE_LIMITS_TABLE_NAME: "hil-dev-rate-limits",
    });
  });
});

describe("queuesOf()", () => {
  test("names the queues that feed a function", () => {
    expect(queuesOf("work", testTopology)).toEqual(["jobs"]);
    expect(queuesOf("front", testTopology)).toEqual([]);
  });
});

describe("stateMachinePolicy()", () => {
  test("allows tasks at their live alias, and no other function", () => {
    expect(stateMachinePolicy(testTopology, deployment).Statement[0]).toEqual({
      Effect: "Allow",
      Action: ["lambda:InvokeFunction"],
      Resource: [`arn:aws:lambda:${account}:function:hil-dev-step:live`],
    });
  });

  test("allows sending to the queues that a machine names, and to no other", () => {
    const machine = { description: "", definition: "" };
    const stateMachines = {
      one: { ...machine, sendTo: ["jobs"] },
      two: { ...machine, sendTo: ["jobs"] },
      three: machine,
    };
    const allowed = stateMachinePolicy({ ...testTopology, stateMachines }, deployment).Statement;
    expect(allowed.filter(({ Action }) => Action.some((each) => each.startsWith("sqs:")))).toEqual([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [`arn:aws:sqs:${account}:hil-dev-jobs`] },
    ]);
  });

  test("allows state machines of the environment to run each other, and to wait for the end", () => {
    const [, ...nested] = stateMachinePolicy(testTopology, deployment).Statement;
    expect(nested).toEqual([
      {
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: [`arn:aws:states:${account}:stateMachine:hil-dev-*`],
      },
      {
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:StopExecution"],
        Resource: [`arn:aws:states:${account}:execution:hil-dev-*:*`],
      },
      {
        Effect: "Allow",
        Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        Resource: [`arn:aws:events:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`],
      },
    ]);
  });
});
