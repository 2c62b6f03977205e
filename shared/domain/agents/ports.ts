import type { LanguageModel } from "../../contracts/model.ts";
import type { StepLog } from "../../contracts/step-log.ts";
import type { Timers } from "../tools/ports.ts";

/** What every agent needs from outside. */
export interface AgentServices {
  model: LanguageModel;
  /** The log of this node of this run. */
  steps: StepLog;
  nowMs: () => number;
}

/** A reasoning agent also waits for tools. */
export interface ReasoningServices extends AgentServices {
  timers: Timers;
}
