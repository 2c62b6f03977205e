import { fork, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { describe, expect, onTestFinished, test } from "vitest";
import { CRASH_POINTS, type CrashPoint } from "./crash-points.ts";
import { CHILD, PAUSE_MS, parentMachine, type CrashOrder } from "./testing/crash-topology.ts";
import { ROLE } from "./testing/definitions.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";
import { createClients } from "./testing/test-endpoint.ts";
import { until } from "./testing/until.ts";

const NAMES = ["run-a", "run-b", "run-c"];
const HOST = new URL("./testing/crash-host.ts", import.meta.url);
const ARN = "arn:aws:states:us-east-1:000000000000:";

interface Call {
  name: string;
  payload: {
    of?: string;
    id?: string;
    token?: string;
    Records?: { body: string }[];
    detail?: { id: string };
  };
}

/** A host that is started again whenever it has died, first with an order to die at a crash point. */
class MortalHost {
  readonly #order: CrashOrder;
  #process: ChildProcess | undefined;
  #started: Promise<SFNClient> | undefined;
  deaths = 0;

  constructor(order: CrashOrder) {
    this.#order = order;
    onTestFinished(() => void this.#process?.kill("SIGKILL"));
  }

  /** Runs `work` against the living host, again after each death. */
  async use<T>(work: (sfn: SFNClient) => Promise<T>): Promise<T> {
    return until(async () => {
      try {
        return { result: await work(await this.#client()) };
      } catch (error) {
        // A service's answer is an answer; anything else is a host that died under the call.
        if (error instanceof Error && "$fault" in error) throw error;
        return undefined;
      }
    }).then(({ result }) => result);
  }

  kill(): void {
    this.#process?.kill("SIGKILL");
  }

  calls(): Call[] {
    if (!existsSync(this.#order.recordPath)) return [];
    const lines = readFileSync(this.#order.recordPath, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Call);
  }

  #client(): Promise<SFNClient> {
    this.#started ??= this.#start().then((url) => createClients(url).sfn);
    return this.#started;
  }

  #start(): Promise<string> {
    const { point, ...rest } = this.#order;
    const order = this.deaths === 0 && point !== undefined ? { ...rest, point } : rest;
    const child = fork(HOST, [JSON.stringify(order)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#process = child;
    return new Promise((resolve) => {
      child.once("message", (url) => resolve(url as string));
      child.once("exit", () => {
        this.deaths += 1;
        this.#started = undefined;
        // Whoever waits for the address of a host that died on the way up gets one that answers nothing.
        resolve("http://127.0.0.1:9");
      });
    });
  }
}

async function setUp(host: MortalHost): Promise<void> {
  const create = (name: string, definition: string) =>
    host.use((sfn) => sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE })));
  const child = await create("child", CHILD);
  await create("parent", parentMachine(child.stateMachineArn!, "http://127.0.0.1/000000000000/out"));
  for (const name of NAMES) {
    const stateMachineArn = `${ARN}stateMachine:parent`;
    await host.use((sfn) => sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: "{}" })));
  }
}

/** Answers every question as the people would, until all runs have ended and all messages have arrived. */
async function finish(host: MortalHost): Promise<void> {
  const answered = new Set<string>();
  await until(async () => {
    for (const { payload } of host.calls()) {
      if (payload.token === undefined || answered.has(payload.token)) continue;
      await host.use((sfn) => answer(sfn, payload.token!));
      answered.add(payload.token);
    }
    const statuses = await Promise.all(NAMES.map((name) => status(host, name)));
    return statuses.every((value) => value === "SUCCEEDED") && delivered(host.calls()) === 2 * NAMES.length;
  });
}

async function answer(sfn: SFNClient, taskToken: string): Promise<void> {
  try {
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
  } catch (error) {
    // The answer before this one was stored, only its acknowledgement was lost.
    if (!(error instanceof Error) || error.name !== "TaskTimedOut") throw error;
  }
}

function status(host: MortalHost, name: string): Promise<string | undefined> {
  const executionArn = `${ARN}execution:parent:${name}`;
  return host.use(async (sfn) => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status);
}

/** How many distinct messages and events have arrived. */
function delivered(calls: Call[]): number {
  const messages = calls.flatMap(({ payload }) => payload.Records ?? []).map(({ body }) => `message ${body}`);
  const events = calls.flatMap(({ payload }) => payload.detail ?? []).map(({ id }) => `event ${id}`);
  return new Set([...messages, ...events]).size;
}

/** Reads the journal through the API and holds it against what the functions wrote down. */
async function audit(host: MortalHost): Promise<void> {
  for (const name of NAMES) {
    const executionArn = `${ARN}execution:parent:${name}`;
    const { events } = await host.use((sfn) =>
      sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 })),
    );
    expect(events!.map(({ id }) => id)).toEqual(events!.map((_, index) => index + 1));
    expect(entered(events!)).toEqual(["Work", "Ask", "Pause", "Child", "Send", "Publish", "Last"]);
    expect(
      events!.filter(({ type }) => /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/.test(type!)),
    ).toHaveLength(1);
    const pause = events!.filter(
      (event) => (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name === "Pause",
    );
    expect(pause[1]!.timestamp!.getTime() - pause[0]!.timestamp!.getTime()).toBeGreaterThanOrEqual(PAUSE_MS);
  }
  const children = await host.use((sfn) =>
    sfn.send(new ListExecutionsCommand({ stateMachineArn: `${ARN}stateMachine:child` })),
  );
  expect(children.executions!.map((child) => child.status)).toEqual(NAMES.map(() => "SUCCEEDED"));
  const worked = host.calls().filter(({ payload }) => payload.of === "parent");
  expect(new Set(worked.map(({ payload }) => payload.id))).toEqual(new Set(NAMES));
}

function entered(events: HistoryEvent[]): (string | undefined)[] {
  return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
}

function orderToDie(point?: CrashPoint, passes = 0): CrashOrder {
  const dataDir = temporaryDirectory();
  return {
    dataDir,
    recordPath: join(dataDir, "calls.jsonl"),
    passes,
    ...(point === undefined ? {} : { point }),
  };
}

describe("a host that is killed", () => {
  test.each(CRASH_POINTS)("at %s loses nothing", { timeout: 120_000 }, async (point) => {
    const host = new MortalHost(orderToDie(point, 1));
    await setUp(host);
    await finish(host);
    await audit(host);
    expect(host.deaths).toBe(1);
  });

  test("again and again while work is in flight, loses nothing", async () => {
    const host = new MortalHost(orderToDie());
    await setUp(host);
    let callsSeen = host.calls().length;
    const killer = setInterval(() => {
      if (host.calls().length === callsSeen || host.deaths >= 8) return;
      callsSeen = host.calls().length;
      host.kill();
    }, 3);
    onTestFinished(() => clearInterval(killer));
    await finish(host);
    clearInterval(killer);
    await audit(host);
    expect(host.deaths).toBeGreaterThan(0);
  }, 120_000);
});
