import type { Wait } from "../../contracts/wait.ts";

/** A wait that people answer; budgets and sandboxes settle theirs themselves. */
export type HumanTask = Wait & { kind: "human" | "approval" };

export function isHumanTask(wait: Wait): wait is HumanTask {
  return wait.kind === "human" || wait.kind === "approval";
}
