import * as z from "zod";
import { assignmentEnds, humanAgentStatuses, queuedHandoverStatuses } from "../human-agent.ts";
import { handoverReasons } from "../task.ts";
import { conversationIdSchema, messageTextSchema, postMessageRequestSchema } from "./conversations.ts";
import { jsonObjectSchema, nextCursorSchema, pageQuery, timestampSchema } from "./values.ts";

export const handoverIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
export const humanAgentIdSchema = z.string().regex(/^person_[0-9a-f]{32}$/);
export const cannedReplyIdSchema = z.string().regex(/^reply_[0-9a-f]{32}$/);
const skillsSchema = z.array(z.string().trim().min(1).max(100)).max(100);
const nameSchema = z.string().trim().min(1).max(200);
const capacitySchema = z.int().min(1).max(1_000);

const handover = {
  handover_id: handoverIdSchema,
  conversation_id: conversationIdSchema,
  episode: z.int(),
  turn: z.int(),
  execution_id: z.string().nullable(),
  reason: z.enum(handoverReasons),
  required_skills: z.array(z.string()),
  /** 0 (low) to 3 (urgent). */
  priority: z.int(),
  status: z.enum(queuedHandoverStatuses),
  assigned_to: humanAgentIdSchema.nullable(),
  queued_at: timestampSchema,
  assigned_at: timestampSchema.nullable(),
  first_response_at: timestampSchema.nullable(),
  closed_at: timestampSchema.nullable(),
  first_response_due_at: timestampSchema.nullable(),
  resolution_due_at: timestampSchema.nullable(),
  escalated_at: timestampSchema.nullable(),
};
export const handoverSummarySchema = z.strictObject(handover);
export type HandoverSummary = z.infer<typeof handoverSummarySchema>;

/** With what the one who takes over needs to know, and who has had it. */
export const handoverSchema = z.strictObject({
  ...handover,
  context: z.strictObject({
    summary: z.string(),
    intent: z.string().nullable(),
    confidence: z.number().nullable(),
    tried: z.array(z.strictObject({ step: z.string(), outcome: z.string() })),
    failed: z.array(z.strictObject({ step: z.string(), error: z.string() })),
    collected: jsonObjectSchema,
    suggested_reply: z.string().nullable(),
  }),
  assignments: z.array(
    z.strictObject({
      human_agent_id: humanAgentIdSchema,
      /** A human agent, somebody else's subject, or `queue`. */
      assigned_by: z.string(),
      assigned_at: timestampSchema,
      ended_at: timestampSchema.nullable(),
      end: z.enum(assignmentEnds).nullable(),
    }),
  ),
});
export type HandoverView = z.infer<typeof handoverSchema>;

export const handoverListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(queuedHandoverStatuses).optional(),
  /** A human agent, or `me`. */
  assigned_to: z.union([humanAgentIdSchema, z.literal("me")]).optional(),
});
export const handoverListSchema = z.strictObject({
  handovers: z.array(handoverSummarySchema),
  next_cursor: nextCursorSchema,
});

/** Claiming and releasing take no arguments. */
export const noArgumentsSchema = z.strictObject({});
export const assignRequestSchema = z.strictObject({ human_agent_id: humanAgentIdSchema });
export const deskMessageRequestSchema = postMessageRequestSchema;
/** The newest message that the person has seen: nothing that the customer said goes unread. */
const seenSeq = { seen_seq: z.int().min(0) };
export const resolveRequestSchema = z.strictObject(seenSeq);
export const backToAiRequestSchema = z.strictObject({
  ...seenSeq,
  /** What the AI is to do now. */
  instruction: messageTextSchema.optional(),
});

export const humanAgentSchema = z.strictObject({
  human_agent_id: humanAgentIdSchema,
  subject: z.string(),
  name: z.string(),
  email: z.string(),
  skills: z.array(z.string()),
  status: z.enum(humanAgentStatuses),
  max_capacity: z.int(),
  current_load: z.int(),
  last_active_at: timestampSchema,
});
export type HumanAgentView = z.infer<typeof humanAgentSchema>;
export const humanAgentListSchema = z.strictObject({ human_agents: z.array(humanAgentSchema) });
export const humanAgentListQuerySchema = z.strictObject({ status: z.enum(humanAgentStatuses).optional() });

export const createHumanAgentRequestSchema = z.strictObject({
  /** Subject of the person's credential. */
  subject: z.string().min(1).max(200),
  name: nameSchema,
  email: z.email(),
  skills: skillsSchema.default([]),
  max_capacity: capacitySchema.default(3),
});
export const updateHumanAgentRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  email: z.email().optional(),
  skills: skillsSchema.optional(),
  max_capacity: capacitySchema.optional(),
});
export const setStatusRequestSchema = z.strictObject({ status: z.enum(humanAgentStatuses) });

const cannedReply = { title: nameSchema, text: messageTextSchema, skills: skillsSchema.default([]) };
export const cannedReplyRequestSchema = z.strictObject(cannedReply);
export const cannedReplySchema = z.strictObject({
  canned_reply_id: cannedReplyIdSchema,
  title: z.string(),
  text: z.string(),
  skills: z.array(z.string()),
});
export type CannedReplyView = z.infer<typeof cannedReplySchema>;
export const cannedReplyListSchema = z.strictObject({ canned_replies: z.array(cannedReplySchema) });

const minutesSchema = z.array(z.number().positive().max(525_600).nullable()).length(4);
const openingSchema = z
  .strictObject({ from_minute: z.int().min(0).max(1439), to_minute: z.int().min(1).max(1440) })
  .refine(({ from_minute, to_minute }) => from_minute < to_minute, "opens before it closes");
const openingsSchema = z.array(openingSchema).max(24).refine(areInOrder, "are in order and do not overlap");

/** How a tenant's desk works. Minutes are business minutes, by priority 0 to 3; null: no deadline. */
export const deskSettingsSchema = z.strictObject({
  time_zone: z.string().refine(isTimeZone, "is an IANA time zone, such as Europe/Berlin"),
  /** By weekday, 0 is Sunday. */
  weekly: z.array(openingsSchema).length(7),
  holidays: z.array(z.iso.date()).max(1_000),
  first_response_minutes: minutesSchema,
  resolution_minutes: minutesSchema,
  /** Escalated when this share of the time to a deadline has passed. */
  escalate_at_share: z.number().gt(0).max(1),
  /** Wall-clock minutes in which an assigned person has to react. */
  reaction_minutes: z.number().positive().max(525_600).nullable(),
  assignment: z.enum(["automatic", "claim"]),
  /** What an hour of a person with a conversation costs, for the key figures. */
  human_cost_usd_per_hour: z.number().min(0).max(10_000).default(0),
});
export type DeskSettingsView = z.infer<typeof deskSettingsSchema>;

function areInOrder(openings: { from_minute: number; to_minute: number }[]): boolean {
  return openings.every((each, index) => index === 0 || openings[index - 1]!.to_minute <= each.from_minute);
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
