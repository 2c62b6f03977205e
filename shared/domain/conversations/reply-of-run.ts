import { TemplateError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { NodeResult } from "../../contracts/run.ts";
import type { CompiledSinkNode } from "../../contracts/workflow.ts";
import { renderTemplate } from "../templates/render-template.ts";
import { completedResults, type EndedRun, isObject, scopeOf, sinksOf } from "./run-outputs.ts";

/** Where an output keeps what is said to the customer. */
const textFields = ["response", "answer", "text", "message"];

/**
 * What a finished run says to the customer: the `reply` template of its FINISH sink, if there is one, else the output of
 * the node before it. Null when it says nothing.
 */
export function replyOfRun(ended: EndedRun): string | null {
  const sink = finishSink(ended);
  const template = sink?.config["reply"];
  const rendered = typeof template === "string" ? render(template, ended) : null;
  return rendered ?? firstText(lastResults(ended, sink));
}

/** The text of an output: itself, or the first of its fields that holds one. */
export function textOf(output: Json): string | null {
  const found = isObject(output) ? textFields.map((field) => output[field]) : [output];
  const text = found.find((each) => typeof each === "string" && each.trim() !== "");
  return typeof text === "string" ? text : null;
}

function firstText(results: readonly NodeResult[]): string | null {
  for (const { output } of results) {
    const text = textOf(output);
    if (text !== null) return text;
  }
  return null;
}

/** A reply that cannot be rendered is as good as none. */
function render(template: string, ended: EndedRun): string | null {
  try {
    const text = renderTemplate(template, scopeOf(ended)).trim();
    return text === "" ? null : text;
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}

/** Of several, the one that the node which completed last leads to. */
function finishSink(ended: EndedRun): CompiledSinkNode | null {
  const sinks = sinksOf(ended, "finish_conversation");
  for (const { nodePath } of completedResults(ended)) {
    const sink = sinks.find(({ upstream }) => upstream.includes(nodePath));
    if (sink !== undefined) return sink;
  }
  return null;
}

/** The completed nodes before the sink, or before the end of a run without one; latest first. */
function lastResults(ended: EndedRun, sink: CompiledSinkNode | null): NodeResult[] {
  const completed = completedResults(ended);
  if (sink !== null) return completed.filter(({ nodePath }) => sink.upstream.includes(nodePath));
  const followed = new Set(
    completed.flatMap(({ nodePath }) => ended.workflow.nodes[nodePath]?.upstream ?? []),
  );
  return completed.filter(({ nodePath }) => !followed.has(nodePath));
}
