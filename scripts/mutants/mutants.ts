import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "./mutation.ts";
import { mutationsOf } from "./mutations.ts";

export interface Mutant extends Mutation {
  /** Says what was changed without line numbers, so that it stays the same while code around it moves. */
  id: string;
  /** Its place in the list of all. */
  number: number;
  file: string;
  /** The key of `folders`. */
  folder: string;
  line: number;
}

/** What may notice a mutant: the simulation, or some of the tests. */
export type Judge = { name: "simulation" } | TestJudge;

export interface TestJudge {
  name: "tests";
  paths: string[];
  /** Only the tests with such a name. */
  called?: string;
  /** The code runs in other processes than the tests, where no mutant can be switched on. */
  isElsewhere?: true;
}

interface Folder {
  /** Asked one after the other, until one notices. */
  judges: Judge[];
  /** The files that keep state; all of them where nothing is said. */
  only?: string[];
  /** Files that keep no state but render, parse or show it. */
  leftOut?: string[];
}

const simulation: Judge = { name: "simulation" };
const deskTests: Judge = {
  name: "tests",
  paths: ["shared/domain/conversations", "shared/domain/queue"],
};
const approvalJudges: Judge[] = [
  {
    name: "tests",
    paths: ["shared/domain/waits", "shared/domain/approvals", "functions/api/human-tasks.test.ts"],
  },
  { name: "tests", paths: ["tests/attacks"], isElsewhere: true },
];
/** A real server: on the embedded database nobody races, and a lock that is missing is never missed. */
const postgres = "tests/contract/database-postgres.test.ts";

/** What each folder's mutants are killed with. */
export const folders: Record<string, Folder> = {
  "shared/domain/conversations": {
    judges: [simulation, deskTests],
    leftOut: [
      "audience.ts",
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
    judges: [simulation, deskTests],
    leftOut: ["business-hours.ts", "local-clock.ts", "manage-agents.ts", "view-desk.ts"],
  },
  "shared/domain/waits": {
    judges: approvalJudges,
    leftOut: ["view-task.ts", "task-detail.ts"],
  },
  "shared/domain/approvals": {
    judges: approvalJudges,
    only: ["approval-gate.ts", "receipt-chain.ts"],
  },
  "shared/adapters/postgres/stores": {
    judges: [
      {
        name: "tests",
        paths: [postgres],
        called: "conversations|messages|handovers|human agents|assignments of|waits|votes|grant|receipts",
      },
      { name: "tests", paths: [postgres], called: "at once|crowd" },
    ],
    only: [
      "approval-stores.ts",
      "conversation-event-store.ts",
      "conversation-store.ts",
      "handover-assignments.ts",
      "handover-store.ts",
      "human-agent-store.ts",
      "message-store.ts",
      "receipt-store.ts",
      "wait-store.ts",
    ],
  },
};

/** Every mutant of every folder. */
export function allMutants(root: string): Mutant[] {
  return Object.keys(folders)
    .flatMap((folder) => mutantsOf(root, folder))
    .map((mutant, number) => ({ ...mutant, number }));
}

type Unnumbered = Omit<Mutant, "number">;

function mutantsOf(root: string, folder: string): Unnumbered[] {
  const { only, leftOut = [] } = folders[folder]!;
  const files = readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => only?.includes(file) ?? !leftOut.includes(file))
    .sort();
  return files.flatMap((file) => mutantsOfFile(root, folder, `${folder}/${file}`));
}

function mutantsOfFile(root: string, folder: string, file: string): Unnumbered[] {
  const source = readFileSync(join(root, file), "utf8");
  const twins = new Map<string, number>();
  return mutationsOf(source, file).map((mutation) => {
    const name = `${file} | ${mutation.kind} | ${describe(mutation, source)}`;
    const twin = (twins.get(name) ?? 0) + 1;
    twins.set(name, twin);
    const line = source.slice(0, mutation.start).split("\n").length;
    return { ...mutation, id: twin === 1 ? name : `${name} | ${twin}`, file, folder, line };
  });
}

function describe({ start, end, replacement, label }: Mutation, source: string): string {
  const before = oneLine(label?.original ?? source.slice(start, end));
  const after = oneLine(label?.replacement ?? replacement);
  return after.length <= 1 || after === "...{}" ? before : `${before} => ${after}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
