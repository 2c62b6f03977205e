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

/** By folder: what it is killed with, and the files that hold no state but read or show it. */
export const folders: Record<string, { simulated: boolean; tests: string[]; leftOut: string[] }> = {
  "shared/domain/conversations": {
    simulated: true,
    tests: ["shared/domain/conversations"],
    leftOut: [
      "conversation-access.ts",
      "give-satisfaction.ts",
      "handover-context.ts",
      "parse-priority.ts",
      "parse-skills.ts",
      "reply-of-run.ts",
      "run-outputs.ts",
      "view-conversation.ts",
    ],
  },
  "shared/domain/queue": {
    simulated: true,
    tests: ["shared/domain/queue"],
    leftOut: ["business-hours.ts", "manage-agents.ts", "view-desk.ts"],
  },
  "shared/domain/waits": {
    simulated: false,
    tests: ["shared/domain/waits", "shared/domain/approvals", "functions/api/human-tasks.test.ts"],
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
