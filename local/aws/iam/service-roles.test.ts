import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { chain, invoke } from "../testing/definitions.ts";
import { createMachine, ended, start } from "../testing/machines.ts";
import { allow, arn, refusal, startRestricted } from "../testing/restricted-endpoint.ts";
import { until } from "../testing/until.ts";
import type { PolicyStatement } from "./policy-document.ts";

describe("a state machine", () => {
  test("acts under its role", async () => {
    const grants: Record<string, PolicyStatement[]> = {};
    const endpoint = await startRestricted(grants);
    const machine = await createMachine(endpoint.sfn, "calls", chain({ Call: invoke("worker:live") }));
    const refused = await ended(endpoint.sfn, await start(endpoint.sfn, machine, {}, "first"));
    expect(refused).toMatchObject({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(refused.cause).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/states\/first is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:worker:live because .* \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; /,
    );
    grants["states"] = [allow("lambda:InvokeFunction", arn("lambda", "function:worker:live"))];
    expect(await ended(endpoint.sfn, await start(endpoint.sfn, machine))).toMatchObject({
      status: "SUCCEEDED",
    });
  });

  test.each([
    [
      "SQS.AmazonSQSException",
      "sqs:SendMessage",
      { Resource: "arn:aws:states:::sqs:sendMessage", Arguments: { QueueUrl: "orders", MessageBody: "x" } },
    ],
    [
      "EventBridge.AmazonEventBridgeException",
      "events:PutEvents",
      {
        Resource: "arn:aws:states:::events:putEvents",
        Arguments: { Entries: [{ Source: "s", DetailType: "d", Detail: {} }] },
      },
    ],
    [
      "StepFunctions.AWSStepFunctionsException",
      "states:StartExecution",
      {
        Resource: "arn:aws:states:::states:startExecution",
        Arguments: { StateMachineArn: arn("states", "stateMachine:x") },
      },
    ],
    [
      "Lambda.AWSLambdaException",
      "lambda:InvokeFunction",
      { Resource: arn("lambda", "function:worker"), Arguments: {} },
    ],
  ])("fails with %s where its role may not %s", async (error, action, task) => {
    const endpoint = await startRestricted({ states: [] });
    const machine = await createMachine(endpoint.sfn, "m", chain({ Act: { Type: "Task", ...task } }));
    const end = await ended(endpoint.sfn, await start(endpoint.sfn, machine));
    expect(end).toMatchObject({
      status: "FAILED",
      error,
      cause: expect.stringContaining(`perform: ${action} on`),
    });
  });
});

describe("a state machine that waits for another", () => {
  const child = arn("states", "stateMachine:child");
  const task = { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2" };
  const rule = arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule");
  const needed = [
    allow("states:StartExecution", child),
    allow("states:DescribeExecution", arn("states", "execution:child:*")),
    allow("states:StopExecution", arn("states", "execution:child:*")),
    ...["events:PutTargets", "events:PutRule", "events:DescribeRule"].map((action) => allow(action, rule)),
  ];

  async function run(states: PolicyStatement[]) {
    const endpoint = await startRestricted({ states });
    await createMachine(endpoint.sfn, "child", chain({ Pass: { Type: "Pass" } }));
    const definition = chain({ Run: { ...task, Arguments: { StateMachineArn: child } } });
    const parent = await createMachine(endpoint.sfn, "parent", definition);
    return ended(endpoint.sfn, await start(endpoint.sfn, parent));
  }

  test("needs to start it, to look at it, to stop it and to hear of its end", async () => {
    expect(await run(needed)).toMatchObject({ status: "SUCCEEDED" });
  });

  test.each(needed.map((statement, index) => [statement.Action, index] as const))(
    "needs %s",
    async (action, index) => {
      expect(await run(needed.toSpliced(index, 1))).toMatchObject({
        status: "FAILED",
        cause: expect.stringContaining(`perform: ${String(action)} on`),
      });
    },
  );
});

describe("a queue's consumer", () => {
  const consume = ["sqs:ReceiveMessage", "sqs:GetQueueAttributes", "sqs:DeleteMessage"].map((action) =>
    allow(action, arn("sqs", "orders")),
  );

  test("is fed only while its role may receive", async () => {
    const grants: Record<string, PolicyStatement[]> = { consumer: consume.slice(1) };
    const seen: string[] = [];
    const endpoint = await startRestricted(grants, { consumer: () => seen.push("batch") });
    const QueueUrl = endpoint.queueUrl("orders");
    await endpoint.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    expect(endpoint.logged.at(-1)).toContain(refusal("consumer", "sqs:ReceiveMessage", arn("sqs", "orders")));
    expect(seen).toEqual([]);
    grants["consumer"] = consume;
    await endpoint.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "y" }));
    await until(() => seen.length > 0);
  });

  test("sees a message again that its role may not delete", async () => {
    const endpoint = await startRestricted({ consumer: consume.slice(0, 2) });
    const QueueUrl = endpoint.queueUrl("orders");
    await endpoint.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await until(() => endpoint.logged.find((line) => line.includes("sqs:DeleteMessage")));
    const { Attributes } = await endpoint.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: "1" });
  });
});
