import type { Wait } from "../../contracts/wait.ts";

/** A wait that people answer; budgets and sandboxes settle theirs themselves. */
export function isHumanTask(wait: Wait): wait is Wait & { kind: "human" | "approval" } {
  return wait.kind === "human" || wait.kind === "approval";
}
