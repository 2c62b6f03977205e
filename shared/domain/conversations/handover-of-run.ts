import type { Conversation } from "../../contracts/conversation.ts";
import { TemplateError } from "../../contracts/errors.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { HandoverReason } from "../../contracts/task.ts";
import { renderValue } from "../templates/render-value.ts";
import { handoverContext } from "./handover-context.ts";
import { parsePriority } from "./parse-priority.ts";
import { parseSkills } from "./parse-skills.ts";
import { type EndedRun, scopeOf, sinksOf } from "./run-outputs.ts";

/**
 * The handover that a run ends with: what it decided, or, if it failed, `on_error` with what the workflow's handover sink
 * asks for. Null when it finished.
 */
export function handoverOfRun(
  conversation: Conversation,
  ended: EndedRun,
  handoverId: string,
  atMs: number,
): QueuedHandover | null {
  const { run } = ended;
  if (run.decision === "FINISH") return null;
  const reason: HandoverReason = run.handover?.reason ?? "on_error";
  const config = run.handover?.config ?? configOfSink(ended);
  return {
    handoverId,
    tenantId: conversation.tenantId,
    conversationId: conversation.conversationId,
    episode: conversation.episode,
    turn: conversation.turn,
    runId: run.runId,
    reason,
    context: handoverContext(ended, reason, config),
    requiredSkills: parseSkills(config["required_skills"]),
    priority: parsePriority(config["priority"]),
    status: "queued",
    assignedTo: null,
    version: 0,
    queuedAtMs: atMs,
    assignedAtMs: null,
    reactedAtMs: null,
    firstResponseAtMs: null,
    closedAtMs: null,
    firstResponseDueAtMs: null,
    resolutionDueAtMs: null,
    escalatedAtMs: null,
  };
}

/** A run that failed did not get to render it. */
function configOfSink(ended: EndedRun): JsonObject {
  const [sink] = sinksOf(ended, "handover_to_human");
  if (sink === undefined) return {};
  try {
    return renderValue(sink.config, scopeOf(ended)) as JsonObject;
  } catch (error) {
    if (error instanceof TemplateError) return {};
    throw error;
  }
}
