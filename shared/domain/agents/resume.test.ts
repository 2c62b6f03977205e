import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ToolFailedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { LanguageModel } from "../../contracts/model.ts";
import type { RecordedStep, StepLog } from "../../contracts/step-log.ts";
import type { Tool } from "../../contracts/tool.ts";
import { runReasoningAgent } from "./run-reasoning-agent.ts";
import { agent, MemoryStepLog, noTimers, type ScriptedTurn, scriptedModel } from "./testing.ts";

/**
 * A process that can be killed at each of its dealings with the outside. A kill is a promise that never settles: the
 * process neither sees an error nor runs its `finally`, as when it is really killed.
 */
class Process {
  dealings = 0;
  private readonly killAt: number;
  private readonly death = Promise.withResolvers<"killed">();

  constructor(killAt: number) {
    this.killAt = killAt;
  }

  /** Two moments at which it may die: before the outside hears of it, and before it hears the answer. */
  async dealing<T>(work: () => Promise<T>): Promise<T> {
    await this.moment();
    const result = await work();
    await this.moment();
    return result;
  }

  async run<T>(work: Promise<T>): Promise<T | "killed"> {
    return Promise.race([work, this.death.promise]);
  }

  private async moment(): Promise<void> {
    const isLast = this.dealings === this.killAt;
    this.dealings += 1;
    if (!isLast) return;
    this.death.resolve("killed");
    await new Promise(() => {});
  }
}

/** What outlives processes: the log, and what the tools' services have seen. */
class Outside {
  readonly log = new MemoryStepLog();
  readonly attempts: { key: string; call: string; wasRecorded: boolean }[] = [];
  readonly effects = new Map<string, Json>();
}

interface Scenario {
  script: ScriptedTurn[];
  nativeTools: boolean;
  withSchema: boolean;
}

async function attempt(scenario: Scenario, outside: Outside, process: Process): Promise<unknown> {
  const scripted = scriptedModel(scenario.script, { nativeTools: scenario.nativeTools });
  const model: LanguageModel = {
    ...scripted,
    capabilities: (profile) => process.dealing(() => scripted.capabilities(profile)),
    generate: (request) => process.dealing(() => scripted.generate(request)),
  };
  const steps: StepLog = {
    list: () => process.dealing(() => outside.log.list()),
    record: (step: RecordedStep) => process.dealing(() => outside.log.record(step)),
  };
  const schema = { type: "object", required: ["done"] };
  const running = runReasoningAgent(
    {
      agent: agent({ max_iterations: 6, prompt: "Go", ...(scenario.withSchema && { output: schema }) }),
      scope: { input: {} },
      tenantId: "t",
      runId: "r",
      nodePath: "n",
      tools: ["a", "b", "failing"].map((name) => serviceTool(name, outside, process)),
    },
    { model, steps, nowMs: () => 0, timers: noTimers },
  );
  return process.run(
    running.then(
      ({ output, chain }) => ({ output, chain }),
      (error: unknown) => (error as Error).name,
    ),
  );
}

/** A service that keeps one effect per idempotency key. */
function serviceTool(name: string, outside: Outside, process: Process): Tool {
  return {
    name,
    description: name,
    effect: "write",
    requiresApproval: false,
    safe: false,
    timeoutMs: 1,
    input: {},
    run: (input, { idempotencyKey }) =>
      process.dealing(async () => {
        const stepNo = Number(idempotencyKey.split("/")[2]);
        outside.attempts.push({
          key: idempotencyKey,
          call: `${name} ${JSON.stringify(input)}`,
          wasRecorded: outside.log.steps[stepNo] !== undefined,
        });
        if (name === "failing") throw new ToolFailedError("always");
        if (!outside.effects.has(idempotencyKey))
          outside.effects.set(idempotencyKey, { effect: outside.effects.size });
        return outside.effects.get(idempotencyKey) ?? null;
      }),
  };
}

/** Runs until a process gets to the end; `kills` says at which moment each process dies. */
async function runToEnd(
  scenario: Scenario,
  kills: number[],
): Promise<{ outside: Outside; result: unknown; moments: number }> {
  const outside = new Outside();
  for (const kill of [...kills, Infinity]) {
    const process = new Process(kill);
    const result = await attempt(scenario, outside, process);
    if (result !== "killed") return { outside, result, moments: process.dealings };
  }
  throw new Error("the last process cannot be killed");
}

function expectSound(outside: Outside, kills: number): void {
  expect(outside.attempts.filter(({ wasRecorded }) => wasRecorded)).toEqual([]);
  const callsByKey = new Map<string, Set<string>>();
  for (const { key, call } of outside.attempts)
    callsByKey.set(key, (callsByKey.get(key) ?? new Set()).add(call));
  for (const calls of callsByKey.values()) expect(calls.size).toBe(1);
  // Only a call that was in flight when a process died is made again.
  expect(outside.attempts.length - callsByKey.size).toBeLessThanOrEqual(kills);
  expect(outside.log.steps.map(({ stepNo }) => stepNo)).toEqual(outside.log.steps.map((_, index) => index));
}

function turn(calls: [string, Json][], nativeTools: boolean): ScriptedTurn {
  if (nativeTools) return { text: "next", calls };
  const [name, input] = calls[0] ?? ["a", {}];
  return `Thought: next\nAction: ${name}\nAction Input: ${JSON.stringify(input)}`;
}

const call = fc.tuple(
  fc.constantFrom("a", "b", "failing", "unknown"),
  fc.constantFrom<Json>({}, { x: 1 }, { x: 2 }),
);
const scenarios = fc.record({
  turns: fc.array(fc.array(call, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
  nativeTools: fc.boolean(),
  withSchema: fc.boolean(),
  malformedAt: fc.option(fc.integer({ min: 0, max: 4 })),
});

function scenarioOf({
  turns,
  nativeTools,
  withSchema,
  malformedAt,
}: typeof scenarios extends fc.Arbitrary<infer T> ? T : never): Scenario {
  const script: ScriptedTurn[] = turns.map((calls) => turn(calls, nativeTools));
  if (malformedAt !== null) script.splice(malformedAt, 0, "");
  const answer = nativeTools ? "the end" : "Final Answer: the end";
  return { script: [...script, answer, '{"done":true}'], nativeTools, withSchema };
}

describe("an agent that is killed and run again", () => {
  test("repeats no completed call and ends the same, killed at every moment", async () => {
    const scenario = scenarioOf({
      turns: [
        [
          ["a", { x: 1 }],
          ["failing", {}],
        ],
        [["b", {}]],
        [["unknown", {}]],
      ],
      nativeTools: true,
      withSchema: true,
      malformedAt: 1,
    });
    const plain = await runToEnd(scenario, []);
    expect(plain.result).toMatchObject({ output: { done: true } });
    expect(plain.moments).toBeGreaterThan(30);
    for (let kill = 0; kill < plain.moments; kill += 1) {
      const { outside, result } = await runToEnd(scenario, [kill]);
      expectSound(outside, 1);
      expect(result).toEqual(plain.result);
      expect(outside.effects).toEqual(plain.outside.effects);
    }
  });

  test("does so whatever the model does and however often it is killed", async () => {
    const kills = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(scenarios, kills, async (drawn, moments) => {
        const scenario = scenarioOf(drawn);
        const plain = await runToEnd(scenario, []);
        const { outside, result } = await runToEnd(scenario, moments);
        expectSound(plain.outside, 0);
        expectSound(outside, moments.length);
        expect(result).toEqual(plain.result);
        expect(outside.effects).toEqual(plain.outside.effects);
      }),
      { numRuns: 300 },
    );
  });

  test("agrees with another process that runs at the same time", async () => {
    const scenario = scenarioOf({
      turns: [[["a", { x: 1 }]], [["b", {}]]],
      nativeTools: true,
      withSchema: false,
      malformedAt: null,
    });
    const outside = new Outside();
    const results = await Promise.all([1, 2, 3].map(() => attempt(scenario, outside, new Process(Infinity))));
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(outside.effects.size).toBe(2);
    expect(outside.log.steps).toHaveLength(5);
  });
});
