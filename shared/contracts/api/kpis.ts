import * as z from "zod";
import { channels } from "../conversation.ts";
import { humanAgentStatuses } from "../human-agent.ts";
import { kpiIntervals } from "../kpi.ts";
import { humanAgentIdSchema } from "./desk.ts";
import { workflowNameSchema } from "./executions.ts";
import { timestampSchema } from "./values.ts";

/** Days of the desk's time zone, both included; without them the last 30 days. */
const days = { from: z.iso.date().optional(), to: z.iso.date().optional() };

export const kpiQuerySchema = z.strictObject({
  ...days,
  /** Of any version. */
  workflow: workflowNameSchema.optional(),
  channel: z.enum(channels).optional(),
  interval: z.enum(kpiIntervals).default("day"),
});
export const humanAgentKpiQuerySchema = z.strictObject(days);

const countSchema = z.int().min(0);
/** Of none: null. */
const shareSchema = z.number().min(0).nullable();
const usdSchema = z.number().min(0);

/** The median and the 90th percentile are durations that occurred (nearest rank). */
const durationsSchema = z.strictObject({
  count: countSchema,
  mean_ms: countSchema.nullable(),
  median_ms: countSchema.nullable(),
  p90_ms: countSchema.nullable(),
});
const deadlinesSchema = z.strictObject({ due: countSchema, met: countSchema, share: shareSchema });
const satisfactionSchema = z.strictObject({
  count: countSchema,
  mean: z.number().min(1).max(5).nullable(),
  distribution: z.strictObject({
    "1": countSchema,
    "2": countSchema,
    "3": countSchema,
    "4": countSchema,
    "5": countSchema,
  }),
});

const figures = {
  conversations: z.strictObject({
    begun: countSchema,
    closed: countSchema,
    reopened: countSchema,
    automated: countSchema,
    assisted: countSchema,
    escalated: countSchema,
  }),
  automation_rate: shareSchema,
  escalation_rate: shareSchema,
  resolution_time: durationsSchema,
  first_response_time: z.strictObject({ ai: durationsSchema, people: durationsSchema }),
  sla: z.strictObject({ first_response: deadlinesSchema, resolution: deadlinesSchema }),
  csat: satisfactionSchema,
  cost: z.strictObject({
    ai_usd: usdSchema,
    people_usd: usdSchema,
    total_usd: usdSchema,
    per_conversation_usd: usdSchema.nullable(),
    people_ms: countSchema,
    unpriced_calls: countSchema,
  }),
};
const kpiFiguresSchema = z.strictObject(figures);
export type KpiFiguresView = z.infer<typeof kpiFiguresSchema>;

const coveredDays = {
  from: z.iso.date(),
  to: z.iso.date(),
  starts_at: timestampSchema,
  ends_at: timestampSchema,
};
const success = { completed: countSchema, failed: countSchema, success_rate: shareSchema };

export const kpisSchema = z.strictObject({
  ...coveredDays,
  time_zone: z.string(),
  workflow: z.string().nullable(),
  channel: z.enum(channels).nullable(),
  human_cost_usd_per_hour: usdSchema,
  totals: kpiFiguresSchema,
  series: z.array(z.strictObject({ ...coveredDays, ...figures })),
  agents: z.strictObject({
    by_agent: z.array(z.strictObject({ agent: z.string(), type: z.string(), ...success })),
    by_type: z.array(z.strictObject({ type: z.string(), ...success })),
  }),
  backlog: z.strictObject({
    queued: countSchema,
    assigned: countSchema,
    oldest_queued_at: timestampSchema.nullable(),
    oldest_age_ms: countSchema.nullable(),
  }),
});
export type KpisView = z.infer<typeof kpisSchema>;

export const humanAgentKpisSchema = z.strictObject({
  ...coveredDays,
  time_zone: z.string(),
  human_agents: z.array(
    z.strictObject({
      human_agent_id: humanAgentIdSchema,
      name: z.string(),
      status: z.enum(humanAgentStatuses),
      handled: countSchema,
      resolved: countSchema,
      handed_back: countSchema,
      let_go: countSchema,
      first_response_time: durationsSchema,
      handling_time: durationsSchema,
      resolution_time: durationsSchema,
      load: z.strictObject({
        now: countSchema,
        capacity: countSchema,
        assigned_ms: countSchema,
        average: shareSchema,
      }),
      csat: satisfactionSchema,
    }),
  ),
});
export type HumanAgentKpisView = z.infer<typeof humanAgentKpisSchema>;
