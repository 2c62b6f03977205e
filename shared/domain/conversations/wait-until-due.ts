import type { ScheduledCheck } from "../../contracts/scheduled-check.ts";
import type { MachineRef, StateMachines } from "../workflows/ports.ts";

const deadlineMachine: MachineRef = { workflowName: "deadline", digest: "", deployed: true };
/** Clocks differ, and queues count in whole seconds. */
const toleranceMs = 2_000;

export function isEarly({ atMs }: Pick<ScheduledCheck, "atMs">, nowMs: number): boolean {
  return atMs > nowMs + toleranceMs;
}

/** Has a state machine wait for the check's time, which costs nothing meanwhile. Asked twice, one waits. */
export async function waitUntilDue(
  check: ScheduledCheck,
  { start }: Pick<StateMachines, "start">,
): Promise<void> {
  const at = new Date(check.atMs).toISOString();
  await start(deadlineMachine, nameOf(check), { at, check: { ...check } });
}

function nameOf({ conversationId, handover, atMs }: ScheduledCheck): string {
  const about = handover === null ? conversationId : `${handover.handoverId}-v${handover.version}`;
  return `${about}-${atMs}`;
}
