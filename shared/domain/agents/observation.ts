import type { AgentStep } from "../../contracts/step-log.ts";
import { cutText } from "./cut-text.ts";

export type ToolOutcome = Extract<AgentStep, { kind: "tool" }>["outcome"];

const maxObservationBytes = 16 * 1024;

/** A tool's outcome as the model sees it. */
export function observationOf(outcome: ToolOutcome): string {
  if (!outcome.ok) return cutText(`${outcome.error}: ${outcome.message}`, maxObservationBytes);
  const { output } = outcome;
  return cutText(typeof output === "string" ? output : JSON.stringify(output), maxObservationBytes);
}
