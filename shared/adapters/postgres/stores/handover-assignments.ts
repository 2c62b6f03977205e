import { NotFoundError } from "../../../contracts/errors.ts";
import type { HandoverAssignment } from "../../../contracts/human-agent.ts";
import type { HandoverStore } from "../../../domain/queue/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import type { Query } from "../session.ts";

interface AssignmentRow {
  handover_id: string;
  attempt: number;
  human_agent_id: string;
  assigned_by: string;
  assigned_at: number;
  ended_at: number | null;
  end_reason: HandoverAssignment["end"];
}

type Assignments = Pick<HandoverStore, "beginAssignment" | "endAssignment" | "assignments">;

/** The part of the store of handovers that says who had them. */
export function createAssignments(query: Query, tenantId: string): Assignments {
  return {
    async beginAssignment(assignment) {
      await query(
        `insert into handover_assignments (tenant_id, handover_id, attempt, human_agent_id, assigned_by, assigned_at,
           ended_at, end_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          tenantId,
          assignment.handoverId,
          assignment.attempt,
          assignment.humanAgentId,
          assignment.assignedBy,
          timestamp(assignment.assignedAtMs),
          nullableTimestamp(assignment.endedAtMs),
          assignment.end,
        ],
      );
    },

    async endAssignment(handoverId, end, atMs) {
      const rows = await query(
        `update handover_assignments set ended_at = $2, end_reason = $3
         where handover_id = $1 and ended_at is null returning 1`,
        [handoverId, timestamp(atMs), end],
      );
      if (rows.length === 0) throw new NotFoundError("Nobody has this handover.");
    },

    async assignments(handoverId) {
      const rows = await query<AssignmentRow>(
        "select * from handover_assignments where handover_id = $1 order by attempt",
        [handoverId],
      );
      return rows.map((row) => ({
        handoverId: row.handover_id,
        attempt: row.attempt,
        humanAgentId: row.human_agent_id,
        assignedBy: row.assigned_by,
        assignedAtMs: row.assigned_at,
        endedAtMs: row.ended_at,
        end: row.end_reason,
      }));
    },
  };
}
