import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Json, StateMachine } from "../asl/types.ts";
import { compileStateMachine } from "./compile.ts";
import { PendingEvaluation } from "./jsonata/pending.ts";
import { runStep } from "./run-step.ts";
import { step } from "./step.ts";
import { machineOf, taskState } from "./testing/machines.ts";
import type {
  Effect,
  ExecutionFacts,
  HistoryEvent,
  InterpreterState,
  StepEnvironment,
  StepEvent,
} from "./types.ts";

const FACTS: ExecutionFacts = {
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:m:e",
  name: "e",
  roleArn: "arn:aws:iam::111111111111:role/m",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:m",
  stateMachineName: "m",
  startedAtMs: 0,
  input: { n: 1, items: [1, 2, 3] },
};

/** Counts what it gives, so that two of them give the same. */
function countingEnvironment(nowMs = 0): StepEnvironment {
  let drawn = 0;
  return { nowMs, random: () => (++drawn % 10) / 10, uuid: () => `id-${++drawn}` };
}

/** Something of everything, with expressions that only stock jsonata evaluates. */
const BUSY = machineOf({
  Start: {
    Type: "Pass",
    Assign: { id: "{% $uuid() %}", x: "{% $replace('a1', /[0-9]/, '!') %}" },
    Next: "Fan",
  },
  Fan: {
    Type: "Parallel",
    Branches: [
      {
        StartAt: "T",
        States: { T: taskState({ Retry: [{ ErrorEquals: ["States.ALL"], JitterStrategy: "FULL" }] }) },
      },
      {
        StartAt: "M",
        States: {
          M: {
            Type: "Map",
            Items: "{% $states.input.items %}",
            MaxConcurrency: 2,
            ItemProcessor: {
              StartAt: "I",
              States: { I: taskState({ Arguments: { v: "{% $states.input %}", x: "{% $x %}" } }) },
            },
            End: true,
          },
        },
      },
    ],
    Next: "Wait",
  },
  Wait: { Type: "Wait", Seconds: 5, Next: "Last" },
  Last: {
    Type: "Pass",
    Output: { id: "{% $id %}", all: "{% $states.input %}", sorted: "{% [3,1,2]^($) %}" },
    End: true,
  },
});

interface Trace {
  state: InterpreterState;
  history: HistoryEvent[];
  effects: Effect[];
}

/** Plays an execution to its end; `reload` stands for what a host does with the state between two steps. */
async function play(
  definition: StateMachine,
  choose: (count: number) => number,
  reload: (state: InterpreterState) => InterpreterState,
): Promise<Trace> {
  const machine = compileStateMachine(definition);
  const open: StepEvent[] = [{ kind: "start" }];
  const trace: Trace = { state: undefined as never, history: [], effects: [] };
  let state: InterpreterState | undefined;
  let failures = 0;
  for (let nowMs = 0; open.length > 0; nowMs++) {
    const [event] = open.splice(choose(open.length), 1);
    const result = await runStep(machine, state, event!, FACTS, countingEnvironment(nowMs));
    state = reload(result.state);
    trace.history.push(...result.history);
    trace.effects.push(...result.effects);
    for (const effect of result.effects) {
      if (effect.kind === "set-timer") open.push({ kind: "timer-fired", timerId: effect.timerId });
      if (effect.kind !== "run-task") continue;
      const { taskId } = effect;
      if (failures++ === 0) open.push({ kind: "task-failed", taskId, error: "Once", cause: "" });
      else open.push({ kind: "task-succeeded", taskId, output: effect.arguments });
    }
  }
  trace.state = state!;
  return trace;
}

const schedule = fc.array(fc.nat({ max: 5 }), { minLength: 40, maxLength: 40 });
const chooser = (places: number[]) => {
  let step = 0;
  return (count: number) => places[step++ % places.length]! % count;
};

describe("step", () => {
  test("goes on from its state's JSON as from the state itself", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (places) => {
        const kept = await play(BUSY, chooser(places), (state) => state);
        const reloaded = await play(
          BUSY,
          chooser(places),
          (state) => JSON.parse(JSON.stringify(state)) as InterpreterState,
        );
        expect(reloaded).toEqual(kept);
        expect(kept.state).toMatchObject({ status: "SUCCEEDED", frames: {} });
      }),
      { numRuns: 40 },
    );
  });

  test("names every frame that it changed", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (places) => {
        const machine = compileStateMachine(BUSY);
        const open: StepEvent[] = [{ kind: "start" }];
        const choose = chooser(places);
        const stored = new Map<string, string>();
        let state: InterpreterState | undefined;
        while (open.length > 0) {
          const [event] = open.splice(choose(open.length), 1);
          const result = await runStep(machine, state, event!, FACTS, countingEnvironment());
          state = result.state;
          for (const id of result.changedFrames) stored.set(id, JSON.stringify(state.frames[id]));
          for (const id of result.deletedFrames) stored.delete(id);
          const frames = Object.entries(state.frames).map(
            ([id, frame]) => [id, JSON.stringify(frame)] as const,
          );
          expect(new Map(stored)).toEqual(new Map(frames));
          for (const effect of result.effects) {
            if (effect.kind === "set-timer") open.push({ kind: "timer-fired", timerId: effect.timerId });
            if (effect.kind === "run-task")
              open.push({ kind: "task-succeeded", taskId: effect.taskId, output: 1 });
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("numbers events without a gap, each after the one it follows", async () => {
    const { history } = await play(
      BUSY,
      () => 0,
      (state) => state,
    );
    expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
    for (const { id, previousEventId } of history) expect(previousEventId).toBeLessThan(id);
  });

  test("gives the same events without a history", async () => {
    const machine = compileStateMachine(machineOf({ A: taskState(), B: { Type: "Pass", End: true } }));
    const environment = { ...countingEnvironment(), withHistory: false };
    const quiet = await runStep(machine, undefined, { kind: "start" }, FACTS, environment);
    const loud = await runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    expect(quiet.history).toEqual([]);
    expect(quiet.state).toEqual(loud.state);
    expect(quiet.effects).toEqual(loud.effects);
  });

  test("throws when it needs stock jsonata, and is as if it had not been called", async () => {
    const definition = machineOf({
      W: { Type: "Wait", Seconds: 1, Next: "A" },
      A: { Type: "Pass", Output: "{% $match('a', /a/).index %}", End: true },
    });
    const machine = compileStateMachine(definition);
    const { state } = step(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    const fired: StepEvent = { kind: "timer-fired", timerId: "0:1" };
    const frames = structuredClone(state.frames);
    expect(() => step(machine, structuredClone(state), fired, FACTS, countingEnvironment())).toThrow(
      PendingEvaluation,
    );
    expect(state.frames).toEqual(frames);
    const result = await runStep(machine, state, fired, FACTS, countingEnvironment());
    expect(result.state).toMatchObject({ status: "SUCCEEDED", output: 0 });
  });

  test("answers at once where nothing has to be awaited", () => {
    const machine = compileStateMachine(
      machineOf({ A: { Type: "Pass", Output: "{% $states.input.n + 1 %}", End: true } }),
    );
    const result = runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    expect(result).not.toBeInstanceOf(Promise);
  });

  test("shows an expression that is awaited the same ids that the task gets", async () => {
    const Arguments = {
      token: "{% $states.context.Task.Token %}",
      again: "{% $replace($states.context.Task.Token, /x/, 'x') %}",
    };
    const definition = machineOf({
      A: taskState({ Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", Arguments }),
    });
    const machine = compileStateMachine(definition);
    const { effects } = await runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    const [call] = effects as Extract<Effect, { kind: "run-task" }>[];
    const input = call!.arguments as Record<string, Json>;
    expect(input["token"]).toBe(call!.taskToken);
    expect(input["again"]).toBe(call!.taskToken);
  });

  test("does nothing with events that nothing waits for", async () => {
    const machine = compileStateMachine(machineOf({ A: taskState() }));
    const started = await runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    const late: StepEvent[] = [
      { kind: "start" },
      { kind: "task-succeeded", taskId: "0:99", output: 1 },
      { kind: "task-failed", taskId: "f1.0:2", error: "E", cause: "" },
      { kind: "task-heartbeat", taskId: "0:1" },
      { kind: "timer-fired", timerId: "0:5" },
    ];
    for (const event of late) {
      const result = await runStep(machine, started.state, event, FACTS, countingEnvironment());
      expect(result).toMatchObject({ effects: [], history: [], changedFrames: [], deletedFrames: [] });
    }
    const stopped = await runStep(machine, started.state, { kind: "stop" }, FACTS, countingEnvironment());
    const after = await runStep(machine, stopped.state, { kind: "stop" }, FACTS, countingEnvironment());
    expect(after.history).toEqual([]);
  });

  test("cancels what it does not want any more when it ends", async () => {
    const machine = compileStateMachine(
      machineOf({ A: taskState({ TimeoutSeconds: 5, HeartbeatSeconds: 2 }) }, { TimeoutSeconds: 9 }),
    );
    const started = await runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    const { effects } = await runStep(machine, started.state, { kind: "stop" }, FACTS, countingEnvironment());
    expect(effects.map(({ kind }) => kind)).toEqual([
      "cancel-task",
      "cancel-timer",
      "cancel-timer",
      "cancel-timer",
      "finished",
    ]);
  });

  test("changes three frames, not a thousand, when one of a thousand iterations ends", async () => {
    const states = {
      M: {
        Type: "Map",
        Items: "{% [1..1000] %}",
        ItemProcessor: { StartAt: "T", States: { T: taskState() } },
        End: true,
      },
    };
    const machine = compileStateMachine(machineOf(states));
    const started = await runStep(machine, undefined, { kind: "start" }, FACTS, countingEnvironment());
    const [first] = started.effects as Extract<Effect, { kind: "run-task" }>[];
    const event: StepEvent = { kind: "task-succeeded", taskId: first!.taskId, output: 1 };
    const { changedFrames } = await runStep(machine, started.state, event, FACTS, countingEnvironment());
    expect(changedFrames).toHaveLength(3);
  });
});
