import type { ExecutionSummary } from "../../shared/contracts/api/executions.ts";
import { Badge, type Tone } from "../ui/badge.tsx";

const tones: Record<ExecutionSummary["status"], Tone> = {
  queued: "neutral",
  running: "accent",
  completed: "good",
  failed: "bad",
  timeout: "bad",
  stopped: "neutral",
};

/** How an execution stands, and how it ended. */
export function RunStatus({ status, decision }: Pick<ExecutionSummary, "status" | "decision">) {
  if (decision === "HANDOVER") return <Badge tone="warn">handed over</Badge>;
  return <Badge tone={tones[status]}>{status}</Badge>;
}
