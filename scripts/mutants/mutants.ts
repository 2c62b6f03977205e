import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mutationsOf } from "./mutations.ts";

export interface Mutant {
  /** Says what was changed without line numbers, so that it stays the same while code around it moves. */
  id: string;
  file: string;
  line: number;
  source: string;
}

interface Folder {
  simulated: boolean;
  /** Tried one after the other. */
  tests: string[][];
  /** Files that keep no state but render, parse or show it. */
  leftOut: string[];
}

const desk = ["shared/domain/conversations", "shared/domain/queue"];

/** What each folder's mutants are killed with. */
export const folders: Record<string, Folder> = {
  "shared/domain/conversations": {
    simulated: true,
    tests: [desk],
    leftOut: [
      "conversation-access.ts",
      "give-satisfaction.ts",
      "handover-context.ts",
      "handover-of-run.ts",
      "parse-priority.ts",
      "parse-skills.ts",
      "reply-of-run.ts",
      "run-outputs.ts",
      "view-conversation.ts",
    ],
  },
  "shared/domain/queue": {
    simulated: true,
    tests: [desk],
    leftOut: ["business-hours.ts", "manage-agents.ts", "view-desk.ts"],
  },
  "shared/domain/waits": {
    simulated: false,
    tests: [
      ["shared/domain/waits", "shared/domain/approvals", "functions/api/human-tasks.test.ts"],
      ["tests/attacks"],
    ],
    leftOut: ["view-task.ts", "task-detail.ts"],
  },
};

export function mutantsOf(root: string, folder: string): Mutant[] {
  const { leftOut } = folders[folder]!;
  const files = readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !leftOut.includes(file))
    .sort();
  return files.flatMap((file) => mutantsOfFile(root, `${folder}/${file}`));
}

function mutantsOfFile(root: string, file: string): Mutant[] {
  const source = readFileSync(join(root, file), "utf8");
  const twins = new Map<string, number>();
  return mutationsOf(source, file).map(({ kind, start, end, replacement }) => {
    const original = oneLine(source.slice(start, end));
    const what =
      replacement.trim().length <= 1 || replacement === "...{}" ? "" : ` => ${oneLine(replacement)}`;
    const name = `${file} | ${kind} | ${original}${what}`;
    const twin = (twins.get(name) ?? 0) + 1;
    twins.set(name, twin);
    return {
      id: twin === 1 ? name : `${name} | ${twin}`,
      file,
      line: source.slice(0, start).split("\n").length,
      source: source.slice(0, start) + replacement + source.slice(end),
    };
  });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
