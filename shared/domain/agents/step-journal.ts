import { ConflictError } from "../../contracts/errors.ts";
import type { ModelResponse, ModelToolCall } from "../../contracts/model.ts";
import type { AgentStep, RecordedStep, StepLog } from "../../contracts/step-log.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { acceptResponse } from "./accept-response.ts";
import type { ToolOutcome } from "./observation.ts";

/**
 * Replays the recorded steps of a node, then records new ones, each before the next begins. An agent that is run again
 * with the same journal takes the same way to where it stopped, without calling anything twice that is recorded.
 */
export class StepJournal {
  private readonly log: StepLog;
  private readonly nowMs: () => number;
  private readonly recorded: RecordedStep[];
  private position = 0;

  private constructor(log: StepLog, nowMs: () => number, recorded: RecordedStep[]) {
    this.log = log;
    this.nowMs = nowMs;
    this.recorded = recorded;
  }

  static async open(log: StepLog, nowMs: () => number): Promise<StepJournal> {
    return new StepJournal(log, nowMs, await log.list());
  }

  /** All recorded steps, also those that are not replayed yet. */
  all(): readonly RecordedStep[] {
    return this.recorded;
  }

  /** The steps that were replayed or taken so far. */
  taken(): readonly RecordedStep[] {
    return this.recorded.slice(0, this.position);
  }

  /** The number of the next step. */
  get stepNo(): number {
    return this.position;
  }

  /** The model's response: the recorded one, or what `ask` gives, recorded. */
  async model(ask: () => Promise<ModelResponse>): Promise<ModelResponse> {
    const step = await this.next(async () => ({ kind: "model", response: acceptResponse(await ask()) }));
    if (step.kind !== "model") throw divergence();
    return step.response;
  }

  /** The outcome of a tool call: the recorded one, or what `run` gives, recorded. */
  async tool(call: ModelToolCall, run: (stepNo: number) => Promise<ToolOutcome>): Promise<ToolOutcome> {
    const startedAtMs = this.nowMs();
    const step = await this.next(async () => {
      const outcome = await run(this.position);
      return { kind: "tool", call, outcome, durationMs: Math.max(0, this.nowMs() - startedAtMs) };
    });
    if (step.kind !== "tool" || !isSameCall(step.call, call)) throw divergence();
    return step.outcome;
  }

  private async next(take: () => Promise<AgentStep>): Promise<AgentStep> {
    const standing = this.recorded[this.position] ?? (await this.record(take));
    this.recorded[this.position] = standing;
    this.position += 1;
    return standing.step;
  }

  /** Another process may have recorded this step meanwhile; what stands is what counts. */
  private async record(take: () => Promise<AgentStep>): Promise<RecordedStep> {
    const startedAtMs = this.nowMs();
    return this.log.record({ stepNo: this.position, startedAtMs, step: await take() });
  }
}

function isSameCall(left: ModelToolCall, right: ModelToolCall): boolean {
  return left.name === right.name && canonicalJson(left.input) === canonicalJson(right.input);
}

function divergence(): ConflictError {
  return new ConflictError(
    "the recorded steps of this node do not fit the agent: it was changed while it ran",
  );
}
