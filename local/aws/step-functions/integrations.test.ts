import { ListExecutionsCommand, StopExecutionCommand, DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import type { Topology } from "../../../shared/contracts/topology.ts";
import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { chain, invoke } from "../testing/definitions.ts";
import { createMachine, ended, start } from "../testing/machines.ts";
import { startTestEndpoint, type TestEndpoint } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";

const PREFIX = "arn:aws:states:us-east-1:000000000000:";
const FUNCTION_PREFIX = "arn:aws:lambda:us-east-1:000000000000:function:";

function startChild(resource: string, args: JsonObject): JsonObject {
  return { Type: "Task", Resource: `arn:aws:states:::states:startExecution${resource}`, Arguments: args };
}

async function run(endpoint: TestEndpoint, definition: string, input: Json = {}) {
  const machine = await createMachine(endpoint.sfn, "parent", definition);
  return ended(endpoint.sfn, await start(endpoint.sfn, machine, input, "p"));
}

describe("lambda:invoke", () => {
  test("gives the whole answer of Lambda", async () => {
    const endpoint = await startTestEndpoint({ functions: { echo: (payload) => payload } });
    const state = { ...invoke("echo", { a: 1 }), Output: "{% $states.result %}" };
    const { output } = await run(endpoint, chain({ Call: state }));
    expect(JSON.parse(output!)).toMatchObject({
      ExecutedVersion: "$LATEST",
      Payload: { a: 1 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { "Content-Length": "7" } },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
  });

  test("takes ARNs, and sends a string payload as the JSON it is", async () => {
    const endpoint = await startTestEndpoint({ functions: { echo: (payload) => payload } });
    const call = invoke(`${FUNCTION_PREFIX}echo`, '{"b":[1,2]}');
    expect((await run(endpoint, chain({ Call: call }))).output).toBe('{"b":[1,2]}');
  });

  test("is what a function's own ARN as resource does, without the envelope", async () => {
    const endpoint = await startTestEndpoint({ functions: { echo: (payload) => payload } });
    const state = { Type: "Task", Resource: `${FUNCTION_PREFIX}echo`, Arguments: { c: 1 } };
    expect((await run(endpoint, chain({ Call: state }))).output).toBe('{"c":1}');
  });
});

describe("states:startExecution", () => {
  const child = chain({ Work: invoke("work") });

  test("starts a child and goes on", async () => {
    const endpoint = await startTestEndpoint({ functions: { work: () => new Promise(() => undefined) } });
    const stateMachineArn = await createMachine(endpoint.sfn, "child", child);
    const args = { StateMachineArn: stateMachineArn, Name: "c", Input: { x: 1 } };
    const { output } = await run(endpoint, chain({ Start: startChild("", args) }));
    expect(JSON.parse(output!)).toMatchObject({
      ExecutionArn: `${PREFIX}execution:child:c`,
      StartDate: expect.any(Number),
    });
    const { executions } = await endpoint.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toMatchObject([{ name: "c", status: "RUNNING" }]);
  });

  test("waits for the child, and gives its result as text or as JSON", async () => {
    for (const [resource, output] of [
      [".sync", '{"done":true}'],
      [".sync:2", { done: true }],
    ] as const) {
      const endpoint = await startTestEndpoint({ functions: { work: () => ({ done: true }) } });
      const machine = await createMachine(endpoint.sfn, "child", child);
      const result = await run(
        endpoint,
        chain({ Start: startChild(resource, { StateMachineArn: machine, Name: "c", Input: { x: 1 } }) }),
      );
      expect(JSON.parse(result.output!)).toMatchObject({
        ExecutionArn: `${PREFIX}execution:child:c`,
        Input: resource === ".sync" ? '{"x":1}' : { x: 1 },
        Name: "c",
        Output: output,
        StateMachineArn: machine,
        Status: "SUCCEEDED",
        StartDate: expect.any(Number),
        StopDate: expect.any(Number),
      });
    }
  });

  test("fails with the child, and tells how the child ended", async () => {
    const endpoint = await startTestEndpoint();
    const machine = await createMachine(
      endpoint.sfn,
      "child",
      chain({ No: { Type: "Fail", Error: "Broken", Cause: "by design" } }),
    );
    const result = await run(
      endpoint,
      chain({ Start: startChild(".sync:2", { StateMachineArn: machine, Name: "c" }) }),
    );
    expect(result).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(JSON.parse(result.cause!)).toMatchObject({
      Error: "Broken",
      Cause: "by design",
      ExecutionArn: `${PREFIX}execution:child:c`,
      Status: "FAILED",
    });
  });

  test("stops the child when the parent is stopped", async () => {
    const endpoint = await startTestEndpoint({ functions: { work: () => new Promise(() => undefined) } });
    const { sfn } = endpoint;
    const stateMachineArn = await createMachine(sfn, "child", child);
    const parent = await createMachine(
      sfn,
      "parent",
      chain({ Start: startChild(".sync:2", { StateMachineArn: stateMachineArn, Name: "c" }) }),
    );
    const executionArn = await start(sfn, parent);
    await until(
      async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions!.length === 1,
    );
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const childArn = `${PREFIX}execution:child:c`;
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn: childArn }))).status).toBe("ABORTED");
  });

  test("fails when there is nothing to start", async () => {
    const endpoint = await startTestEndpoint();
    const missing = `${PREFIX}stateMachine:missing`;
    expect(await run(endpoint, chain({ Start: startChild("", { StateMachineArn: missing }) }))).toMatchObject(
      {
        status: "FAILED",
        error: "StepFunctions.StateMachineDoesNotExistException",
        cause: expect.stringMatching(
          /^State Machine Does Not Exist: .*\(Service: AWSStepFunctions; Status Code: 400;/,
        ),
      },
    );
  });
});

const MESSAGING: Partial<Topology> = {
  buses: { hil: { archiveDays: 1 } },
  queues: { work: { consumer: "idle", batchSize: 1, visibilityTimeoutSeconds: 30, maxReceives: 3 } },
  rules: {
    done: { bus: "hil", pattern: { "detail-type": ["Done"] }, target: { queue: "work" } },
    status: { bus: "default", pattern: { source: ["aws.states"] }, target: { function: "watch" } },
  },
};

describe("messaging", () => {
  async function startMessaging() {
    const watched: string[] = [];
    const endpoint = await startTestEndpoint({
      functions: {
        idle: () => null,
        watch: (event) => {
          watched.push((event as { detail: { status: string } }).detail.status);
          return null;
        },
      },
      topology: MESSAGING,
    });
    return { ...endpoint, watched };
  }

  test("sqs:sendMessage sends text as it is and anything else as JSON", async () => {
    const received: string[] = [];
    const endpoint = await startTestEndpoint({
      functions: {
        idle: (event) => {
          received.push(...(event as { Records: { body: string }[] }).Records.map(({ body }) => body));
          return null;
        },
        watch: () => null,
      },
      topology: MESSAGING,
    });
    const send = (MessageBody: Json) => ({
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Arguments: { QueueUrl: endpoint.queueUrl("work"), MessageBody },
    });
    const { output } = await run(endpoint, chain({ Text: send("plain"), Object: send({ a: 1 }) }));
    expect(JSON.parse(output!)).toMatchObject({
      MessageId: expect.any(String),
      MD5OfMessageBody: expect.any(String),
    });
    await until(() => received.length === 2);
    expect(received.toSorted()).toEqual(["plain", '{"a":1}']);
  });

  test("sqs:sendMessage fails for a queue that does not exist", async () => {
    const endpoint = await startMessaging();
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Arguments: { QueueUrl: endpoint.queueUrl("none"), MessageBody: "a" },
    };
    expect(await run(endpoint, chain({ Send: state }))).toMatchObject({
      error: "SQS.QueueDoesNotExistException",
    });
  });

  test("events:putEvents publishes, naming its origin", async () => {
    const events: JsonObject[] = [];
    const endpoint = await startTestEndpoint({
      functions: {
        idle: (event) => {
          for (const { body } of (event as { Records: { body: string }[] }).Records) {
            events.push(JSON.parse(body) as JsonObject);
          }
          return null;
        },
        watch: () => null,
      },
      topology: MESSAGING,
    });
    const entry = { EventBusName: "hil", Source: "hil.run", DetailType: "Done", Detail: { ok: true } };
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::events:putEvents",
      Arguments: { Entries: [entry] },
    };
    const { output } = await run(endpoint, chain({ Publish: state }));
    expect(JSON.parse(output!)).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.any(String) }],
    });
    await until(() => events.length === 1);
    expect(events).toMatchObject([
      { detail: { ok: true }, resources: [`${PREFIX}stateMachine:parent`, `${PREFIX}execution:parent:p`] },
    ]);
  });

  test("events:putEvents fails with its failed entries", async () => {
    const endpoint = await startMessaging();
    const entry = { EventBusName: "hil", Source: "hil.run", DetailType: "Done", Detail: '"text"' };
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::events:putEvents",
      Arguments: { Entries: [entry] },
    };
    const result = await run(endpoint, chain({ Publish: state }));
    expect(result.error).toBe("EventBridge.FailedEntry");
    expect(JSON.parse(result.cause!)).toEqual({
      Entries: [{ ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." }],
      FailedEntryCount: 1,
    });
  });

  test("every start and end of an execution is an event", async () => {
    const endpoint = await startMessaging();
    await run(endpoint, chain({ Only: { Type: "Pass" } }));
    await until(() => endpoint.watched.length === 2);
    expect(endpoint.watched.toSorted()).toEqual(["RUNNING", "SUCCEEDED"]);
  });
});
