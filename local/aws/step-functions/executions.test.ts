import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { chain, invoke, invokeAndWait } from "../testing/definitions.ts";
import { createMachine, ended, start } from "../testing/machines.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

const PAUSE = chain({ Pause: { Type: "Wait", Seconds: 60 } });

async function history(sfn: SFNClient, executionArn: string, options: object = {}): Promise<HistoryEvent[]> {
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, ...options }));
  return events!;
}

function typesOf(events: HistoryEvent[]): string[] {
  return events.map(({ type }) => type!);
}

describe("an execution", () => {
  test("runs to its end, and tells how", async () => {
    const { sfn } = await startTestEndpoint({ functions: { greet: (payload) => ({ greeted: payload }) } });
    const machine = await createMachine(
      sfn,
      "m",
      chain({ First: { Type: "Pass" }, Greet: invoke("greet", { who: "you" }), Last: { Type: "Succeed" } }),
    );
    const executionArn = await start(sfn, machine, { a: 1 }, "run-1");
    expect(await ended(sfn, executionArn)).toMatchObject({
      executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:run-1",
      stateMachineArn: machine,
      name: "run-1",
      status: "SUCCEEDED",
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"greeted":{"who":"you"}}',
      outputDetails: { included: true },
    });
    const events = await history(sfn, executionArn);
    expect(typesOf(events)).toEqual(
      expect.arrayContaining(["ExecutionStarted", "TaskScheduled", "TaskSucceeded", "ExecutionSucceeded"]),
    );
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]!.timestamp).toBeInstanceOf(Date);
  });

  test("fails with the name a function's error has", async () => {
    class OutOfStock extends Error {
      override readonly name = "OutOfStock";
    }
    const { sfn } = await startTestEndpoint({
      functions: {
        buy: () => {
          throw new OutOfStock("none left");
        },
      },
    });
    const machine = await createMachine(sfn, "m", chain({ Buy: invoke("buy") }));
    expect(await ended(sfn, await start(sfn, machine))).toMatchObject({
      status: "FAILED",
      error: "OutOfStock",
      cause: '{"errorType":"OutOfStock","errorMessage":"none left"}',
    });
  });

  test("fails when it calls what is not there", async () => {
    const { sfn } = await startTestEndpoint();
    const machine = await createMachine(sfn, "m", chain({ Call: invoke("nobody") }));
    expect(await ended(sfn, await start(sfn, machine))).toMatchObject({
      status: "FAILED",
      error: "Lambda.ResourceNotFoundException",
      cause: expect.stringMatching(
        /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody \(Service: AWSLambda; Status Code: 404;/,
      ),
    });
  });

  test("is started once by name while it runs", async () => {
    const { sfn } = await startTestEndpoint();
    const machine = await createMachine(sfn, "m", PAUSE);
    const begin = (input: string) =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: "once", input }));
    const first = await begin("{}");
    expect(await begin("{}")).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(begin('{"other":true}')).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${first.executionArn}'`,
    });
    await sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(begin("{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test("is stopped with a reason", async () => {
    const { sfn } = await startTestEndpoint();
    const executionArn = await start(sfn, await createMachine(sfn, "m", PAUSE));
    const stop = new StopExecutionCommand({ executionArn, error: "Changed", cause: "of mind" });
    const { stopDate } = await sfn.send(stop);
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Changed",
      cause: "of mind",
      stopDate,
    });
    expect((await history(sfn, executionArn)).at(-1)).toMatchObject({
      type: "ExecutionAborted",
      executionAbortedEventDetails: { error: "Changed", cause: "of mind" },
    });
    expect((await sfn.send(stop)).stopDate).toEqual(stopDate);
  });

  test("waits for its timer, not a millisecond less", async () => {
    const scheduler = new VirtualScheduler();
    const { sfn } = await startTestEndpoint({ scheduler });
    const executionArn = await start(sfn, await createMachine(sfn, "m", PAUSE));
    scheduler.advance(59_999);
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("RUNNING");
    scheduler.advance(1);
    const { status, startDate, stopDate } = await ended(sfn, executionArn);
    expect(status).toBe("SUCCEEDED");
    expect(stopDate!.getTime() - startDate!.getTime()).toBe(60_000);
  });

  test("that runs in circles fails when its history is full", async () => {
    const { sfn } = await startTestEndpoint();
    const machine = await createMachine(
      sfn,
      "m",
      JSON.stringify({
        QueryLanguage: "JSONata",
        StartAt: "Round",
        States: {
          Round: { Type: "Pass", Next: "Again" },
          Again: { Type: "Choice", Choices: [{ Condition: false, Next: "Done" }], Default: "Round" },
          Done: { Type: "Succeed" },
        },
      }),
    );
    const executionArn = await start(sfn, machine);
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
    const last = await history(sfn, executionArn, { reverseOrder: true, maxResults: 1 });
    expect(last).toMatchObject([{ id: 25_000, type: "ExecutionFailed" }]);
  });

  test.each([
    ["text that is not JSON", { input: "not json" }, "InvalidExecutionInput"],
    ["no text at all", { input: "" }, "InvalidExecutionInput"],
    ["more than 256 KiB", { input: JSON.stringify("x".repeat(262_144)) }, "InvalidExecutionInput"],
    ["a name with a slash", { name: "a/b" }, "InvalidName"],
    [
      "a machine that does not exist",
      { stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:none" },
      "StateMachineDoesNotExist",
    ],
  ])("is not started with %s", async (_name, change, error) => {
    const { sfn } = await startTestEndpoint();
    const stateMachineArn = await createMachine(sfn, "m", PAUSE);
    const command = new StartExecutionCommand({ stateMachineArn, ...change });
    await expect(sfn.send(command)).rejects.toMatchObject({ name: error });
  });

  test.each(["1", '"text"', "null"])("takes %s as input", async (input) => {
    const { sfn } = await startTestEndpoint();
    const stateMachineArn = await createMachine(sfn, "m", chain({ Echo: { Type: "Pass" } }));
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    expect((await ended(sfn, executionArn!)).output).toBe(input);
  });

  test("that does not exist is reported by name", async () => {
    const { sfn } = await startTestEndpoint();
    const executionArn = "arn:aws:states:us-east-1:000000000000:execution:m:none";
    const error = { name: "ExecutionDoesNotExist", message: `Execution Does Not Exist: '${executionArn}'` };
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject(error);
    await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toMatchObject(error);
    await expect(sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toMatchObject(error);
  });
});

describe("an ended execution", () => {
  test("is forgotten after 90 days, at the next start", async () => {
    const scheduler = new VirtualScheduler();
    const dataDir = temporaryDirectory();
    const first = await startTestEndpoint({ scheduler, dataDir });
    const machine = await createMachine(first.sfn, "m", chain({ Only: { Type: "Pass" } }));
    const old = await start(first.sfn, machine, {}, "old");
    await ended(first.sfn, old);
    scheduler.advance(2 * 86_400_000);
    const newer = await start(first.sfn, machine, {}, "newer");
    await ended(first.sfn, newer);
    await first.close();
    scheduler.setWallClock(scheduler.nowMs() + 89 * 86_400_000);
    const { sfn } = await startTestEndpoint({ scheduler, dataDir });
    await expect(history(sfn, old)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    expect(typesOf(await history(sfn, newer))).toContain("ExecutionSucceeded");
    expect((await ended(sfn, await start(sfn, machine, {}, "old"))).status).toBe("SUCCEEDED");
  });
});

describe("lists", () => {
  test("show executions newest first, by status, page by page", async () => {
    const { sfn } = await startTestEndpoint();
    const stateMachineArn = await createMachine(sfn, "m", PAUSE);
    const arns: string[] = [];
    for (let number = 0; number < 5; number += 1)
      arns.push(await start(sfn, stateMachineArn, {}, `run-${number}`));
    await sfn.send(new StopExecutionCommand({ executionArn: arns[1]! }));
    const list = (options: object) => sfn.send(new ListExecutionsCommand({ stateMachineArn, ...options }));
    const first = await list({ statusFilter: "RUNNING", maxResults: 2 });
    const second = await list({ statusFilter: "RUNNING", maxResults: 2, nextToken: first.nextToken });
    expect(first.executions!.map(({ name }) => name)).toEqual(["run-4", "run-3"]);
    expect(second.executions!.map(({ name }) => name)).toEqual(["run-2", "run-0"]);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ statusFilter: "ABORTED" })).executions).toMatchObject([
      { name: "run-1", status: "ABORTED" },
    ]);
    await expect(list({ statusFilter: "running" })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(list({ nextToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidToken" });
  });

  test("show a history forwards and backwards, page by page, and without its data", async () => {
    const { sfn } = await startTestEndpoint();
    const states = Object.fromEntries(["A", "B", "C"].map((name) => [name, { Type: "Pass" }]));
    const executionArn = await start(sfn, await createMachine(sfn, "m", chain(states)), { secret: "value" });
    await ended(sfn, executionArn);
    const all = await history(sfn, executionArn);
    for (const reverseOrder of [false, true]) {
      const collected: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new GetExecutionHistoryCommand({ executionArn, reverseOrder, maxResults: 3, nextToken }),
        );
        expect(page.events!.length).toBeLessThanOrEqual(3);
        collected.push(...page.events!);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(collected).toEqual(reverseOrder ? all.toReversed() : all);
    }
    const bare = await history(sfn, executionArn, { includeExecutionData: false });
    expect(typesOf(bare)).toEqual(typesOf(all));
    expect(JSON.stringify(all)).toContain("secret");
    expect(JSON.stringify(bare)).not.toContain("secret");
  });
});

describe("a task token", () => {
  async function startWaiting(state: object = {}) {
    const tokens: string[] = [];
    const scheduler = new VirtualScheduler();
    const endpoint = await startTestEndpoint({
      scheduler,
      functions: {
        ask: (payload) => {
          tokens.push((payload as { token: string }).token);
          return null;
        },
      },
    });
    const machine = await createMachine(
      endpoint.sfn,
      "m",
      chain({ Ask: { ...invokeAndWait("ask"), ...state } }),
    );
    const executionArn = await start(endpoint.sfn, machine);
    await until(async () => typesOf(await history(endpoint.sfn, executionArn)).includes("TaskSubmitted"));
    return { ...endpoint, executionArn, taskToken: tokens[0]!, scheduler };
  }

  test("lets the execution go on with the answer", async () => {
    const { sfn, executionArn, taskToken } = await startWaiting();
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: '{"approved":true}',
    });
  });

  test("lets the execution fail", async () => {
    const { sfn, executionArn, taskToken } = await startWaiting();
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: "Rejected", cause: "by the manager" }));
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "FAILED",
      error: "Rejected",
      cause: "by the manager",
    });
  });

  test("is used up by the first of many answers", async () => {
    const { sfn, taskToken } = await startWaiting();
    const answers = Array.from({ length: 50 }, (_, number) =>
      number % 2 === 0
        ? sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }))
        : sfn.send(new SendTaskFailureCommand({ taskToken })),
    );
    const results = await Promise.allSettled(answers);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(49);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
    }
  });

  test("is refused after the task has timed out or the execution was stopped", async () => {
    const { sfn, executionArn, taskToken, scheduler } = await startWaiting({ TimeoutSeconds: 10 });
    scheduler.advance(10_000);
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    const late = sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    await expect(late).rejects.toMatchObject({ name: "TaskTimedOut" });
    const other = await startWaiting();
    await other.sfn.send(new StopExecutionCommand({ executionArn: other.executionArn }));
    await expect(
      other.sfn.send(new SendTaskHeartbeatCommand({ taskToken: other.taskToken })),
    ).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("is refused when it was never issued, and so is an answer that is not JSON", async () => {
    const { sfn, taskToken } = await startWaiting();
    const succeed = (token: string, output = "{}") =>
      sfn.send(new SendTaskSuccessCommand({ taskToken: token, output }));
    await expect(succeed("forged")).rejects.toMatchObject({ name: "InvalidToken" });
    await expect(succeed("3f2f8f3e-0000-4000-8000-000000000000")).rejects.toMatchObject({
      name: "TaskDoesNotExist",
    });
    await expect(succeed(taskToken, "no json")).rejects.toMatchObject({ name: "InvalidOutput" });
    await succeed(taskToken);
  });
});
