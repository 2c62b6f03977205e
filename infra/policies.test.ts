import { describe, expect, test } from "vitest";
import { dev } from "./config/dev.ts";
import { deploymentOf } from "./config/read-config.ts";
import { accessEnvironment, policyOf, stateMachinePolicy } from "./policies.ts";
import { topology } from "./topology.ts";

const deployment = deploymentOf(dev);

describe("policyOf()", () => {
  test("allows a consumer its access and its queue", () => {
    expect(policyOf("start-run", topology, deployment)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:hil-dev-database-??????"],
        },
        {
          Effect: "Allow",
          Action: ["states:StartExecution"],
          Resource: ["arn:aws:states:eu-west-1:111111111111:stateMachine:hil-dev-*"],
        },
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: ["arn:aws:sqs:eu-west-1:111111111111:hil-dev-run-starts"],
        },
      ],
    });
  });

  test("refuses a function that the topology does not have", () => {
    expect(() => policyOf("nobody", topology, deployment)).toThrow("no function nobody");
  });
});

describe("accessEnvironment()", () => {
  test("names what the access reaches", () => {
    expect(accessEnvironment("open-wait", topology, deployment)).toEqual({
      DATABASE_SECRET_ID: "hil-dev-database",
      WAIT_SETTLEMENTS_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111111111111/hil-dev-wait-settlements",
    });
  });
});

describe("stateMachinePolicy()", () => {
  test("allows tasks at their live alias, and no other function", () => {
    const [statement] = stateMachinePolicy(topology, deployment).Statement;
    const tasks = Object.entries(topology.functions).filter(([, spec]) => spec.startedBy?.includes("task"));
    expect(statement?.Action).toEqual(["lambda:InvokeFunction"]);
    expect(statement?.Resource).toEqual(
      tasks.map(([name]) => `arn:aws:lambda:eu-west-1:111111111111:function:hil-dev-${name}:live`),
    );
  });
});
