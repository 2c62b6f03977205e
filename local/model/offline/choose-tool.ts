import type { JsonObject } from "../../../shared/contracts/json.ts";
import type { ModelTool } from "../../../shared/contracts/model.ts";
import { wireToolName } from "../../../shared/runtime/model-provider/tool-names.ts";
import type { Conversation } from "./conversation.ts";
import { lookUp } from "./facts.ts";
import { fillSchema, type FillContext } from "./fill-schema.ts";
import { labelledIn, sentencesIn } from "./read-prompt.ts";
import { asSchema } from "./schema-parts.ts";
import { viewTool, type ToolView } from "./tool-view.ts";
import { termsOf } from "./words.ts";

export interface ChosenTool {
  tool: ModelTool;
  input: JsonObject;
}

/** A tool that the task speaks of less than this, or much less than of others, is not meant. */
const relevant = { least: 0.5, shareOfBest: 0.4 };
const weights = { object: 1, description: 0.5, named: 2 };
/** Words by which a task asks that somebody be told. */
const tellingWords = termsOf("email mail notify inform tell confirmation confirm");

/**
 * The next tool that is of use, or null when there is none left: what reads before what writes, what writes before what
 * tells of it. Each tool is called at most once, only with arguments that are known, and nothing is written after
 * something has failed or been refused.
 */
export function chooseTool(tools: readonly ModelTool[], conversation: Conversation): ChosenTool | null {
  const called = new Set(conversation.observations.map((each) => wireToolName(each.toolName)));
  const fresh = tools.filter((tool) => !called.has(wireToolName(tool.name))).map(viewTool);
  const meant = meantTools(fresh, conversation);
  const ready = meant.flatMap((view) => {
    const input = argumentsOf(view, conversation);
    return input === null ? [] : [{ view, input }];
  });
  const reads = ready.filter(({ view }) => !view.writes);
  const precise = reads.filter(({ view }) => !view.discovers);
  const isWaiting = ready.length < meant.length;
  const discovers = isWaiting || called.size === 0 ? reads.filter(({ view }) => view.discovers) : [];
  const writes = mayWrite(conversation) ? ready.filter(({ view }) => view.writes) : [];
  const acts = writes.filter(({ view }) => !view.tells);
  const [next] = [
    ...precise,
    ...discovers.filter(() => isWaiting || precise.length === 0),
    ...acts,
    ...writes,
  ];
  return next === undefined ? null : { tool: next.view.tool, input: next.input };
}

function meantTools(views: ToolView[], conversation: Conversation): ToolView[] {
  const task = taskText(conversation);
  const scores = views.map((view) => relevanceOf(view, task));
  const threshold = Math.max(relevant.least, Math.max(0, ...scores) * relevant.shareOfBest);
  return views.filter((_, index) => (scores[index] ?? 0) >= threshold);
}

/** What is to be done. A rule that says what never to do speaks of things, and asks for none of them. */
function taskText({ system, prompt }: Conversation): string {
  const labels = labelledIn(prompt).map(({ label }) => label);
  const rules = system
    .split(/(?<=[.!?])\s|\n/)
    .filter((sentence) => !/\b(never|not|don't)\b/i.test(sentence));
  return [...rules, prompt.customerText, ...sentencesIn(prompt), ...labels].join("\n");
}

/** How much the task speaks of a tool: of what it works on, of what its description says, of its very name. */
function relevanceOf(view: ToolView, task: string): number {
  const terms = new Set(termsOf(task));
  if (view.risky && !terms.has(termsOf(view.verb)[0] ?? view.verb)) return 0;
  const isToTell = view.tells && tellingWords.some((word) => terms.has(word));
  const object = isToTell ? 1 : share(view.objectWords, terms);
  if (view.writes && object === 0) return 0;
  const description = share([...new Set(termsOf(view.tool.description))], terms);
  const named = task.includes(view.tool.name) || task.includes(view.tool.name.replaceAll("__", ".")) ? 1 : 0;
  return object * weights.object + description * weights.description + named * weights.named;
}

function share(words: readonly string[], terms: ReadonlySet<string>): number {
  return words.length === 0 ? 0 : words.filter((word) => terms.has(word)).length / words.length;
}

/** The arguments, or null where a required one is not known. A text that a person would write may be written. */
function argumentsOf(view: ToolView, conversation: Conversation): JsonObject | null {
  const root = { type: "object", ...view.tool.input };
  const compose = view.writes;
  const context: FillContext = {
    conversation,
    root,
    confidences: [],
    compose,
    placeholders: false,
    depth: 0,
  };
  const filled = asSchema(fillSchema(root, "", context)) ?? {};
  const isKnown = (name: string) =>
    filled[name] !== undefined && filled[name] !== null && filled[name] !== "";
  return view.required.every(isKnown) ? filled : null;
}

const refusals = ["eligible", "approved", "allowed", "permitted", "success"];

function mayWrite({ observations, facts }: Conversation): boolean {
  if (observations.some((each) => each.isError)) return false;
  return refusals.every((name) => lookUp(facts, name, (value) => value === false) === undefined);
}
