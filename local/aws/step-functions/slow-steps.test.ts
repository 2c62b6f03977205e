import { describe, expect, onTestFinished, test } from "vitest";
import type { Effect, StepEvent } from "../../../statemachines/interpreter/types.ts";
import { Journal } from "../journal/journal.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";
import type { Advance, Engine, Outcome } from "./engine.ts";
import { Executions, type RunnableMachine } from "./executions.ts";

const MACHINE: RunnableMachine = {
  arn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
  name: "m",
  version: 1,
  roleArn: "role",
  compiled: {},
};

function advanceWith(effects: Effect[], outcome?: Outcome): Advance {
  const rest = { state: {}, history: [], root: "{}", changedFrames: [], deletedFrames: [] };
  return { ...rest, effects, ...(outcome === undefined ? {} : { outcome }) };
}

/** Executions on an engine that is the test's own. */
function startExecutions(advance: (event: StepEvent) => Advance | Promise<Advance>) {
  const journal = new Journal({
    dataDir: temporaryDirectory(),
    reach: () => undefined,
    onFailure: () => undefined,
  });
  onTestFinished(() => journal.close());
  const logged: string[] = [];
  const engine: Engine = {
    validate: () => [],
    compile: () => ({}),
    restore: () => ({}),
    advance: (_machine, _state, _facts, event) => advance(event),
  };
  const executions = new Executions({
    engine,
    journal,
    scheduler: new VirtualScheduler(),
    random: () => 0.5,
    uuid: () => "id",
    reach: () => undefined,
    log: (message) => logged.push(message),
  });
  const started: string[] = [];
  executions.setDelegate({
    startTask: (_execution, task) => started.push(task.effect.taskId),
    taskEnded: () => undefined,
    statusChanged: () => undefined,
  });
  executions.resume();
  const execution = executions.create(MACHINE, "e", "{}");
  executions.begin(execution);
  return { executions, execution, journal, started, logged };
}

const RUN_TASK: Effect = { kind: "run-task", taskId: "t", resource: "r", arguments: null };

describe("steps that take their time", () => {
  test("are taken one after the other, and only the first answer to a task counts", async () => {
    const events: string[] = [];
    const finish: (() => void)[] = [];
    const { executions, execution, journal, started } = startExecutions((event) => {
      events.push(event.kind);
      if (event.kind === "start") return advanceWith([RUN_TASK]);
      return new Promise((resolve) => {
        finish.push(() => resolve(advanceWith([], { status: "SUCCEEDED", output: 1 })));
      });
    });
    await journal.committed();
    expect(started).toEqual(["t"]);
    const first = executions.settleTask(execution, { kind: "task-succeeded", taskId: "t", output: 1 });
    const second = executions.settleTask(execution, {
      kind: "task-failed",
      taskId: "t",
      error: "E",
      cause: "",
    });
    let isSecondAnswered = false;
    void second.then(() => (isSecondAnswered = true));
    await journal.committed();
    expect(events).toEqual(["start", "task-succeeded"]);
    expect(isSecondAnswered).toBe(false);
    finish[0]!();
    expect(await first).toBe(true);
    expect(await second).toBe(false);
    expect(events).toEqual(["start", "task-succeeded"]);
    expect(executions.store.rows.find(execution.facts.executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: "1",
    });
  });

  test("end the execution, with the reason, when the engine throws", async () => {
    for (const advance of [
      () => {
        throw new Error("at once");
      },
      () => Promise.reject(new Error("later")),
    ]) {
      const { executions, execution, logged } = startExecutions(advance);
      await expect.poll(() => logged.length).toBe(1);
      await expect.poll(() => executions.find(execution.id)).toBeUndefined();
      const row = executions.store.rows.find(execution.facts.executionArn);
      expect(row).toMatchObject({ status: "FAILED", error: "States.Runtime" });
      expect(row!.cause).toMatch(/^The state machine cannot be run on: (?:at once|later)$/);
      const [event] = executions.store.history.after(execution.id, 0, 9);
      expect(JSON.parse(event!)).toMatchObject({ id: 1, type: "ExecutionFailed" });
    }
  });
});
