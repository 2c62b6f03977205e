import type { QueryClient } from "@tanstack/react-query";
import type { ChangedView } from "../../shared/contracts/api/changes.ts";

const gatheredForMs = 250;
const all = [
  "conversation",
  "conversations",
  "messages",
  "handover",
  "handovers",
  "human-tasks",
  "executions",
];

/**
 * Has what is on the page read anew that a change is about; null: everything that changes by itself. Changes come in bursts;
 * those of a moment are gathered, so that each thing is read once.
 */
export function createReader(client: QueryClient): (changed: ChangedView | null) => void {
  const gathered = new Map<string, string[]>();
  const readGathered = () => {
    for (const queryKey of gathered.values()) void client.invalidateQueries({ queryKey });
    gathered.clear();
  };
  return (changed) => {
    if (gathered.size === 0) setTimeout(readGathered, gatheredForMs);
    for (const key of changed === null ? all.map((name) => [name]) : keysOf(changed))
      gathered.set(key.join(" "), key);
  };
}

function keysOf({ type, id }: ChangedView): string[][] {
  switch (type) {
    case "conversation":
      return [["conversation", "desk", id], ["messages", "desk", id], ["conversations"]];
    case "handover":
      return [["handover", id], ["handovers"], ["me"], ["human-agents"]];
    case "human_task":
      return [["human-tasks"], ["receipts", id], ["executions"]];
  }
}
