import type { HandoverContext } from "../../contracts/conversation.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { NodeResult } from "../../contracts/run.ts";
import type { HandoverReason } from "../../contracts/task.ts";
import { textOf } from "./reply-of-run.ts";
import { completedResults, type EndedRun, isObject } from "./run-outputs.ts";

const longestOutcome = 300;
const mostCollected = 50;
/** Of an output, what says how sure the model was or what it answered, and no facts about the case. */
const notCollected = new Set([
  "confidence",
  "decision",
  "intent",
  "response",
  "answer",
  "text",
  "message",
  "reasoning",
]);

const because: Record<HandoverReason, string> = {
  confidence_threshold: "The AI was not sure enough.",
  explicit_request: "The customer asked for a person.",
  agent_decision: "The AI decided that a person has to go on.",
  error_threshold: "Too many steps failed in a row.",
  on_error: "A step failed.",
  workflow: "The workflow asks for a person here.",
};

/** What the person who takes over needs to know, from what the run's nodes came to. */
export function handoverContext(
  ended: EndedRun,
  reason: HandoverReason,
  config: JsonObject,
): HandoverContext {
  const completed = completedResults(ended);
  const outputs = completed.map(({ output }) => output).filter(isObject);
  return {
    summary: summaryOf(ended, reason, config),
    intent: firstOf(outputs, "intent", (value) => typeof value === "string") as string | null,
    confidence: firstOf(outputs, "confidence", (value) => typeof value === "number") as number | null,
    tried: completed
      .toReversed()
      .map(({ nodePath, output }) => ({ step: nodePath, outcome: outcomeOf(output) })),
    failed: ended.results.flatMap(failureOf),
    collected: collect(outputs),
    suggestedReply: completed.map(({ output }) => textOf(output)).find((text) => text !== null) ?? null,
  };
}

/** The author's, or why it was handed over and what the customer wrote in this turn. */
function summaryOf({ run }: EndedRun, reason: HandoverReason, config: JsonObject): string {
  const { summary } = config;
  if (typeof summary === "string" && summary.trim() !== "") return summary.trim();
  const written = run.input["customer_message"];
  return typeof written === "string"
    ? `${because[reason]} The customer wrote: ${cut(written)}`
    : because[reason];
}

function firstOf(outputs: JsonObject[], field: string, fits: (value: Json) => boolean): Json {
  for (const output of outputs) {
    const value = output[field];
    if (value !== undefined && fits(value)) return value;
  }
  return null;
}

function failureOf({ nodePath, status, error }: NodeResult): HandoverContext["failed"] {
  return status === "failed" && error !== null
    ? [{ step: nodePath, error: `${error.name}: ${cut(error.message)}` }]
    : [];
}

function outcomeOf(output: Json): string {
  return cut(textOf(output) ?? JSON.stringify(output));
}

/** Facts that the nodes have found: names, numbers and yes or no; the latest node's word counts. */
function collect(outputsLatestFirst: JsonObject[]): JsonObject {
  const facts = new Map<string, Json>();
  for (const output of outputsLatestFirst) {
    for (const [name, value] of Object.entries(output)) {
      const isFact = value !== null && typeof value !== "object" && !notCollected.has(name);
      if (isFact && !facts.has(name) && facts.size < mostCollected)
        facts.set(name, typeof value === "string" ? cut(value) : value);
    }
  }
  return Object.fromEntries(facts);
}

function cut(text: string): string {
  return text.length <= longestOutcome ? text : `${text.slice(0, longestOutcome)}…`;
}
