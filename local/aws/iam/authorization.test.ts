import {
  CreateStateMachineCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { asFunction } from "../../callers.ts";
import { chain, invokeAndWait, ROLE } from "../testing/definitions.ts";
import { createMachine, start } from "../testing/machines.ts";
import { allow, arn, refusal, restrictCallers, startRestricted } from "../testing/restricted-endpoint.ts";
import type { TestFunction } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import type { PolicyStatement } from "./policy-document.ts";

describe("a function's request", () => {
  test("is answered where its policy allows it and refused where it does not", async () => {
    const endpoint = await startRestricted({ worker: [allow("sqs:SendMessage", arn("sqs", "orders"))] });
    restrictCallers(endpoint);
    const QueueUrl = endpoint.queueUrl("orders");
    const send = () => endpoint.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    const Entries = [{ Id: "1", MessageBody: "x" }];
    await expect(asFunction("worker", send)).resolves.toMatchObject({ MessageId: expect.any(String) });
    await asFunction("worker", () => endpoint.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    await expect(asFunction("consumer", send)).rejects.toMatchObject({
      name: "AccessDenied",
      Error: { Code: "AccessDenied" },
      message: refusal("consumer", "sqs:SendMessage", arn("sqs", "orders")),
      $metadata: { httpStatusCode: 403 },
    });
    const receive = () => endpoint.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await expect(asFunction("worker", receive)).rejects.toThrow("sqs:ReceiveMessage");
    expect(endpoint.logged.some((line) => line.startsWith("AccessDenied: User: "))).toBe(true);
  });

  test("is refused in Step Functions with AccessDeniedException", async () => {
    const endpoint = await startRestricted({
      worker: [allow("states:StartExecution", arn("states", "stateMachine:a*"))],
    });
    const [a, b] = [
      await createMachine(endpoint.sfn, "a", chain({ Wait: { Type: "Wait", Seconds: 60 } })),
      await createMachine(endpoint.sfn, "b", chain({ Pass: { Type: "Pass" } })),
    ];
    restrictCallers(endpoint);
    const begin = (stateMachineArn: string) =>
      endpoint.sfn.send(new StartExecutionCommand({ stateMachineArn }));
    const { executionArn } = await asFunction("worker", () => begin(a));
    await expect(asFunction("worker", () => begin(b))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: refusal("worker", "states:StartExecution", b),
    });
    const stop = () => endpoint.sfn.send(new StopExecutionCommand({ executionArn }));
    await expect(asFunction("worker", stop)).rejects.toThrow(
      refusal("worker", "states:StopExecution", executionArn!),
    );
    const list = () => endpoint.sfn.send(new ListStateMachinesCommand({}));
    await expect(asFunction("worker", list)).rejects.toThrow("states:ListStateMachines on resource: *");
  });

  test("passes a role on only where it may", async () => {
    const pass = {
      ...allow("iam:PassRole", ROLE),
      Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
    };
    const create = [allow("states:CreateStateMachine", "*"), allow("states:TagResource", "*")];
    const grants: Record<string, PolicyStatement[]> = { worker: [...create, pass] };
    const endpoint = await startRestricted(grants);
    restrictCallers(endpoint);
    const definition = chain({ Pass: { Type: "Pass" } });
    const tags = [{ key: "k", value: "v" }];
    const publish = (name: string, roleArn = ROLE) =>
      asFunction("worker", () =>
        endpoint.sfn.send(new CreateStateMachineCommand({ name, definition, roleArn, tags })),
      );
    await expect(publish("one")).resolves.toMatchObject({
      stateMachineArn: arn("states", "stateMachine:one"),
    });
    await expect(publish("two", "arn:aws:iam::000000000000:role/admin")).rejects.toThrow(
      refusal("worker", "iam:PassRole", "arn:aws:iam::000000000000:role/admin"),
    );
    grants["worker"] = create;
    await expect(publish("three")).rejects.toThrow("iam:PassRole");
    grants["worker"] = [create[0]!, pass];
    await expect(publish("four")).rejects.toThrow("states:TagResource");
  });

  test("settles a task only of a machine that it may", async () => {
    const tokens: string[] = [];
    const grants = {
      worker: [] as PolicyStatement[],
      states: [allow("lambda:InvokeFunction", arn("lambda", "function:*"))],
    };
    const ask: TestFunction = (payload) => tokens.push((payload as { token: string }).token);
    const endpoint = await startRestricted(grants, { ask });
    const machine = await createMachine(endpoint.sfn, "asks", chain({ Ask: invokeAndWait("ask") }));
    await start(endpoint.sfn, machine);
    const taskToken = await until(() => tokens[0]);
    restrictCallers(endpoint);
    const settle = (token = taskToken) =>
      asFunction("worker", () =>
        endpoint.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "1" })),
      );
    await expect(settle()).rejects.toThrow(refusal("worker", "states:SendTaskSuccess", machine));
    await expect(settle("nobody's")).rejects.toMatchObject({ name: "InvalidToken" });
    grants.worker.push(allow("states:SendTaskSuccess", machine));
    await settle();
  });

  test("puts events on the buses it may, and on those only", async () => {
    const endpoint = await startRestricted({
      worker: [allow("events:PutEvents", arn("events", "event-bus/hil"))],
    });
    restrictCallers(endpoint);
    const put = (...buses: string[]) =>
      asFunction("worker", () =>
        endpoint.events.send(
          new PutEventsCommand({
            Entries: buses.map((EventBusName) => ({
              EventBusName,
              Source: "s",
              DetailType: "d",
              Detail: "{}",
            })),
          }),
        ),
      );
    await expect(put("hil", arn("events", "event-bus/hil"))).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put("hil", "default")).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: refusal("worker", "events:PutEvents", arn("events", "event-bus/default")),
    });
  });

  test("invokes a function at the alias that it may", async () => {
    const endpoint = await startRestricted({
      worker: [allow("lambda:InvokeFunction", arn("lambda", "function:consumer:live"))],
    });
    restrictCallers(endpoint);
    const call = (name: string) =>
      asFunction("worker", () =>
        fetch(`${endpoint.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
          method: "POST",
        }),
      );
    expect((await call("consumer:live")).status).toBe(200);
    const refused = await call("consumer");
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      __type: "AccessDeniedException",
      message: refusal("worker", "lambda:InvokeFunction", arn("lambda", "function:consumer")),
    });
  });
});
