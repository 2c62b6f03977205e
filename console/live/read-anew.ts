import type { QueryClient } from "@tanstack/react-query";
import type { ChangedView } from "../../shared/contracts/api/changes.ts";

/** Has what is on the page read anew that a change is about; null: everything that changes by itself. */
export function readAnew(client: QueryClient, changed: ChangedView | null): void {
  for (const queryKey of changed === null ? all : keysOf(changed))
    void client.invalidateQueries({ queryKey });
}

const all = [
  "conversation",
  "conversations",
  "messages",
  "handover",
  "handovers",
  "human-tasks",
  "executions",
].map((name) => [name]);

function keysOf({ type, id }: ChangedView): string[][] {
  switch (type) {
    case "conversation":
      return [["conversation", "desk", id], ["messages", "desk", id], ["conversations"], ["executions"]];
    case "handover":
      return [["handover", id], ["handovers"], ["me"], ["human-agents"]];
    case "human_task":
      return [["human-tasks"], ["receipts", id], ["executions"]];
  }
}
