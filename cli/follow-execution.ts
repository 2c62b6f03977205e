import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionView, NodeTrace } from "../shared/contracts/api/executions.ts";
import type { HumanTaskView } from "../shared/contracts/api/human-tasks.ts";
import type { ApiClient } from "./api-client.ts";

const defaultPollMs = 150;

export interface Watcher {
  /** Between two looks; small only where no limit counts them. */
  pollMs?: number;
  /** A node changed its status. */
  onNode(node: NodeTrace): void;
  /** Called after every look at the execution. */
  onPoll?(): Promise<void>;
  /** A person is asked. Returns the answer, or null to go on waiting for somebody else's. */
  onTask(task: HumanTaskView): Promise<Record<string, unknown> | null>;
}

/** Follows an execution to its end over the public API, and answers people's questions where the watcher has an answer. */
export async function followExecution(
  client: ApiClient,
  executionId: string,
  watcher: Watcher,
): Promise<ExecutionView> {
  const seenStatus = new Map<string, string>();
  const asked = new Set<string>();
  for (;;) {
    const execution = await client.get<ExecutionView>(`/executions/${executionId}`);
    for (const node of execution.trace.nodes) {
      if (seenStatus.get(node.node_id) !== node.status) watcher.onNode(node);
      seenStatus.set(node.node_id, node.status);
    }
    await watcher.onPoll?.();
    if (execution.status !== "queued" && execution.status !== "running") return execution;
    for (const { id } of execution.human_tasks) {
      if (asked.has(id)) continue;
      asked.add(id);
      const answer = await watcher.onTask(await client.get<HumanTaskView>(`/human-tasks/${id}`));
      if (answer !== null) await client.post(`/human-tasks/${id}/decision`, { answer });
    }
    await sleep(watcher.pollMs ?? defaultPollMs);
  }
}
