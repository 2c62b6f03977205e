import { NotFoundError } from "../../../contracts/errors.ts";
import type { HumanAgent } from "../../../contracts/human-agent.ts";
import type { HumanAgentStore } from "../../../domain/queue/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query, SqlParameter } from "../session.ts";

interface HumanAgentRow {
  tenant_id: string;
  human_agent_id: string;
  subject: string;
  name: string;
  email: string;
  skills: string[];
  status: HumanAgent["status"];
  max_capacity: number;
  current_load: number;
  last_active_at: number;
}

export function createHumanAgentStore(query: Query): HumanAgentStore {
  async function one(statement: string, key: string): Promise<HumanAgent | null> {
    const [row] = await query<HumanAgentRow>(statement, [key]);
    return row === undefined ? null : humanAgentOf(row);
  }

  return {
    async insert(agent) {
      await query(
        `insert into human_agents (human_agent_id, name, email, skills, status, max_capacity, current_load, last_active_at,
           tenant_id, subject)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [...changingParameters(agent), agent.tenantId, agent.subject],
      );
    },

    get: (humanAgentId) => one("select * from human_agents where human_agent_id = $1", humanAgentId),

    getBySubject: (subject) => one("select * from human_agents where subject = $1", subject),

    lock: (humanAgentId) =>
      one("select * from human_agents where human_agent_id = $1 for update", humanAgentId),

    async save(agent) {
      const rows = await query(
        `update human_agents set name = $2, email = $3, skills = $4, status = $5, max_capacity = $6, current_load = $7,
           last_active_at = $8
         where human_agent_id = $1 returning 1`,
        changingParameters(agent),
      );
      if (rows.length === 0) throw new NotFoundError("There is no such human agent.");
    },

    async list(status) {
      const rows = await query<HumanAgentRow>(
        "select * from human_agents where ($1::text is null or status = $1) order by human_agent_id",
        [status],
      );
      return rows.map(humanAgentOf);
    },
  };
}

/** The id, and what changes. */
function changingParameters(agent: HumanAgent): SqlParameter[] {
  return [
    agent.humanAgentId,
    agent.name,
    agent.email,
    jsonText(agent.skills),
    agent.status,
    agent.maxCapacity,
    agent.currentLoad,
    timestamp(agent.lastActiveAtMs),
  ];
}

function humanAgentOf(row: HumanAgentRow): HumanAgent {
  return {
    humanAgentId: row.human_agent_id,
    tenantId: row.tenant_id,
    subject: row.subject,
    name: row.name,
    email: row.email,
    skills: row.skills,
    status: row.status,
    maxCapacity: row.max_capacity,
    currentLoad: row.current_load,
    lastActiveAtMs: row.last_active_at,
  };
}
