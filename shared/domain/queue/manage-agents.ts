import { ConflictError, NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { HumanAgent } from "../../contracts/human-agent.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceFree } from "./announce-desk.ts";
import { type DeskServices, lockAgent } from "./desk-transaction.ts";

export type NewAgent = Pick<HumanAgent, "subject" | "name" | "email" | "skills" | "maxCapacity">;
export type AgentChange = Partial<Pick<HumanAgent, "name" | "email" | "skills" | "maxCapacity">>;

/** Somebody new at the desk, who is offline until they say otherwise. @throws ConflictError when the subject or address is taken */
export async function createAgent(
  tenantId: string,
  { humanAgentId, ...person }: NewAgent & { humanAgentId: string },
  { database, nowMs }: Pick<DeskServices, "database" | "nowMs">,
): Promise<HumanAgent> {
  const agent: HumanAgent = {
    ...person,
    humanAgentId,
    tenantId,
    status: "offline",
    currentLoad: 0,
    lastActiveAtMs: nowMs(),
  };
  return database.tenant(tenantId, async (tx) => {
    const standing = await tx.humanAgents.get(humanAgentId);
    if (standing !== null) return standing;
    await tx.humanAgents.insert(agent);
    return agent;
  });
}

/**
 * Changes what a person can do and how much. More of either may fit what waits.
 * @throws NotFoundError; ConflictError when the person has more than the new capacity
 */
export async function updateAgent(
  tenantId: string,
  { humanAgentId, ...change }: AgentChange & { humanAgentId: string },
  services: Pick<DeskServices, "database" | "nowMs" | "newId">,
): Promise<{ agent: HumanAgent; messages: OutboxMessage[] }> {
  return services.database.tenant(tenantId, async (tx) => {
    const agent = { ...(await lockAgent(tx, humanAgentId)), ...change };
    if (agent.currentLoad > agent.maxCapacity)
      throw new ConflictError("The person has more conversations than that.", {
        details: { code: "over-capacity" },
      });
    await tx.humanAgents.save(agent);
    return { agent, messages: [await announceFree(tx, tenantId, services)] };
  });
}

/** Who a principal is at the desk. @throws NotAllowedError for somebody who does not work there */
export async function findMe(tx: TenantTransaction, { subject }: Principal): Promise<HumanAgent> {
  const agent = await tx.humanAgents.getBySubject(subject);
  if (agent === null)
    throw new NotAllowedError("You do not work at this desk.", { details: { code: "no-human-agent" } });
  return agent;
}

/** @throws NotFoundError */
export async function findAgent(tx: TenantTransaction, humanAgentId: string): Promise<HumanAgent> {
  const agent = await tx.humanAgents.get(humanAgentId);
  if (agent === null) throw new NotFoundError("There is no such human agent.");
  return agent;
}
