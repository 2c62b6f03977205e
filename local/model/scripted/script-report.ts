import type { ModelCall } from "../exchange.ts";
import type { LoadedScript } from "./load-script.ts";
import { lastText, stepOf } from "./match-entry.ts";

/** A call that the script did not foresee. */
export interface ScriptProblem {
  kind: "unmatched" | "out-of-order" | "exhausted";
  /** The how-manieth call it was, from 1. */
  call: number;
  message: string;
}

export interface UnusedEntry {
  /** From 1. */
  entry: number;
  name: string | null;
  line: number;
  /** How often it would still have answered. */
  remaining: number;
}

const shownCharacters = 200;

/** Says what came, and what the script expected instead. */
export function describeProblem(
  loaded: LoadedScript,
  call: ModelCall,
  found: { kind: ScriptProblem["kind"]; number: number; expected: number; later: number },
): ScriptProblem {
  const expected = {
    unmatched: `no entry matches; ${entryLabel(loaded, found.expected)} was next`,
    "out-of-order": `${entryLabel(loaded, found.later)} matches, but ${entryLabel(loaded, found.expected)} was next`,
    exhausted: "all entries have been used",
  }[found.kind];
  const message = `Call ${found.number} departs from "${loaded.script.name}" (${loaded.file}): ${expected}. ${describeCall(call)}`;
  return { kind: found.kind, call: found.number, message };
}

function entryLabel({ script, entryLines }: LoadedScript, index: number): string {
  const name = script.entries[index]?.name;
  return `entry ${index + 1}${name === undefined ? "" : ` "${name}"`} (line ${entryLines[index] ?? "?"})`;
}

function describeCall(call: ModelCall): string {
  const tools = call.tools.map((tool) => tool.name).join(", ") || "none";
  const user = JSON.stringify(lastText(call.messages, "user").slice(0, shownCharacters));
  return `It asked model ${call.model} at step ${stepOf(call)}, tools: ${tools}, last user message: ${user}`;
}
