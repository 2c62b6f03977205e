import type {
  CannedReplyView,
  DeskSettingsView,
  HandoverSummary,
  HandoverView,
  HumanAgentView,
} from "../../contracts/api/desk.ts";
import type {
  CannedReply,
  DeskSettings,
  HandoverAssignment,
  HumanAgent,
  QueuedHandover,
} from "../../contracts/human-agent.ts";
import { dateTime } from "../schemas/date-time.ts";

export function summariseHandover(handover: QueuedHandover): HandoverSummary {
  return {
    handover_id: handover.handoverId,
    conversation_id: handover.conversationId,
    episode: handover.episode,
    turn: handover.turn,
    execution_id: handover.runId,
    reason: handover.reason,
    required_skills: handover.requiredSkills,
    priority: handover.priority,
    status: handover.status,
    assigned_to: handover.assignedTo,
    queued_at: dateTime(handover.queuedAtMs),
    assigned_at: dateTime(handover.assignedAtMs),
    first_response_at: dateTime(handover.firstResponseAtMs),
    closed_at: dateTime(handover.closedAtMs),
    first_response_due_at: dateTime(handover.firstResponseDueAtMs),
    resolution_due_at: dateTime(handover.resolutionDueAtMs),
    escalated_at: dateTime(handover.escalatedAtMs),
  };
}

export function viewHandover(
  handover: QueuedHandover,
  assignments: readonly HandoverAssignment[],
): HandoverView {
  const { suggestedReply, ...context } = handover.context;
  return {
    ...summariseHandover(handover),
    context: { ...context, suggested_reply: suggestedReply },
    assignments: assignments.map((each) => ({
      human_agent_id: each.humanAgentId,
      assigned_by: each.assignedBy,
      assigned_at: dateTime(each.assignedAtMs),
      ended_at: dateTime(each.endedAtMs),
      end: each.end,
    })),
  };
}

export function viewHumanAgent(agent: HumanAgent): HumanAgentView {
  return {
    human_agent_id: agent.humanAgentId,
    subject: agent.subject,
    name: agent.name,
    email: agent.email,
    skills: agent.skills,
    status: agent.status,
    max_capacity: agent.maxCapacity,
    current_load: agent.currentLoad,
    last_active_at: dateTime(agent.lastActiveAtMs),
  };
}

export function viewCannedReply({ cannedReplyId, title, text, skills }: CannedReply): CannedReplyView {
  return { canned_reply_id: cannedReplyId, title, text, skills };
}

export function viewSettings(settings: DeskSettings): DeskSettingsView {
  return {
    time_zone: settings.timeZone,
    weekly: settings.weekly.map((openings) =>
      openings.map(({ fromMinute, toMinute }) => ({ from_minute: fromMinute, to_minute: toMinute })),
    ),
    holidays: settings.holidays,
    first_response_minutes: settings.firstResponseMinutes,
    resolution_minutes: settings.resolutionMinutes,
    escalate_at_share: settings.escalateAtShare,
    reaction_minutes: settings.reactionMinutes,
    assignment: settings.assignment,
    human_cost_usd_per_hour: settings.humanCostUsdPerHour,
  };
}

/** The settings that a view stands for. */
export function settingsOf(view: DeskSettingsView): DeskSettings {
  return {
    timeZone: view.time_zone,
    weekly: view.weekly.map((openings) =>
      openings.map(({ from_minute, to_minute }) => ({ fromMinute: from_minute, toMinute: to_minute })),
    ),
    holidays: view.holidays,
    firstResponseMinutes: view.first_response_minutes,
    resolutionMinutes: view.resolution_minutes,
    escalateAtShare: view.escalate_at_share,
    reactionMinutes: view.reaction_minutes,
    assignment: view.assignment,
    humanCostUsdPerHour: view.human_cost_usd_per_hour,
  };
}
