import type { Json } from "../../contracts/json.ts";
import { extractJson } from "./extract-json.ts";

/** What one turn in the Thought / Action / Observation form says. */
export type ReactTurn =
  | { kind: "action"; thought: string; action: string; input: Json; consumed: string }
  | { kind: "final"; thought: string; answer: string }
  | { kind: "malformed"; thought: string; told: string };

type Label = "thought" | "action" | "action input" | "observation" | "final answer";

interface Section {
  label: Label;
  text: string;
  /** Where the section's text begins and ends in the turn's. */
  start: number;
  end: number;
}

const labelLine =
  /^[ \t]{0,8}(?:[-*>#]{1,6}[ \t]{0,4})?(?:\*\*|__)?(thought|action input|action|observation|final answer)(?:\*\*|__)?[ \t]{0,4}:(?:\*\*|__)?[ \t]*/i;

/**
 * Reads a turn of ReAct (Yao et al. 2022, arXiv:2210.03629). Models wander: labels may be in bold, sections run over
 * several lines, the input stand in a code fence, and what follows an action is the model's own invention of the
 * observation, which is dropped. What cannot be read says what to tell the model.
 */
export function parseReactTurn(text: string): ReactTurn {
  const sections = splitSections(text);
  const decisive = decisiveSection(sections);
  const thought = thoughtOf(text, sections, decisive);
  const section = sections[decisive];
  if (section === undefined)
    return malformed(thought, 'there is neither an "Action:" nor a "Final Answer:" line');
  if (section.label === "action") return readAction(text, thought, section, sections[decisive + 1]);
  // An answer may hold lines that look like labels, so all of the rest is the answer.
  const answer = text.slice(section.start).trim();
  if (answer === "") return malformed(thought, "the final answer is empty");
  return { kind: "final", thought, answer };
}

/** The first action or final answer; an action "None" before an answer is none. -1 without one. */
function decisiveSection(sections: Section[]): number {
  const hasAnswer = sections.some(({ label }) => label === "final answer");
  return sections.findIndex(({ label, text }) => {
    if (label === "final answer") return true;
    return label === "action" && !(hasAnswer && /^\W*(none|n\/a)?\W*$/i.test(text));
  });
}

function readAction(text: string, thought: string, section: Section, next: Section | undefined): ReactTurn {
  const { action, inline } = readActionName(section.text);
  if (action === "") return malformed(thought, 'the "Action:" line names no tool');
  const hasInput = next?.label === "action input";
  const source = hasInput ? next.text : inline;
  if (source === null) return malformed(thought, 'the "Action Input:" line is missing');
  const [input] = extractJson(source);
  if (input === undefined) return malformed(thought, "the action input is not a JSON document");
  return {
    kind: "action",
    thought,
    action,
    input,
    consumed: text.slice(0, hasInput ? next.end : section.end).trim(),
  };
}

/** The tool's name, and the input where the model wrote a call: `get_order({"id": 1})`. */
function readActionName(text: string): { action: string; inline: string | null } {
  const line = (text.trim().split("\n")[0] ?? "").replace(/^[`"'*[\s]+/, "");
  const name = /^[\w.-]+/.exec(line)?.[0] ?? "";
  const rest = text.slice(text.indexOf(name) + name.length).trim();
  return { action: name, inline: /^[`"']?\s?[({]/.test(rest) ? rest : null };
}

function malformed(thought: string, reason: string): ReactTurn {
  const told =
    `Your turn could not be read: ${reason}. Write "Thought:", then either "Action:" with the name of one tool and ` +
    '"Action Input:" with one JSON object, or "Final Answer:" with the complete answer.';
  return { kind: "malformed", thought, told };
}

/** Sections by their labels; lines in code fences are never labels. */
function splitSections(text: string): Section[] {
  const sections: Section[] = [];
  let position = 0;
  let isFenced = false;
  for (const line of text.split("\n")) {
    const match = isFenced ? null : labelLine.exec(line);
    const end = position + line.length;
    const current = sections.at(-1);
    if (match !== null) {
      const label = (match[1] ?? "").toLowerCase() as Label;
      const start = position + match[0].length;
      sections.push({ label, text: line.slice(match[0].length), start, end });
    } else if (current !== undefined) {
      current.text += `\n${line}`;
      current.end = end;
    }
    if (line.split("```").length % 2 === 0) isFenced = !isFenced;
    position = end + 1;
  }
  return sections;
}

/** What stands before the first label belongs to the thought. */
function thoughtOf(text: string, sections: Section[], decisive: number): string {
  const [first] = sections;
  if (first === undefined) return text.trim();
  const before = decisive === -1 ? sections : sections.slice(0, decisive);
  const preamble = text.slice(0, first.start).split("\n").slice(0, -1).join("\n");
  const thoughts = before.filter(({ label }) => label === "thought").map((section) => section.text);
  return [preamble, ...thoughts]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n");
}
