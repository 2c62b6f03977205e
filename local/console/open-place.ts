import type { Database } from "../../shared/domain/storage/ports.ts";
import { createAgent } from "../../shared/domain/queue/manage-agents.ts";
import { nowMs, randomHex } from "../../shared/services/clock.ts";
import { asOperator } from "../callers.ts";
import { developmentTenant } from "../environment.ts";

const skills = ["general", "returns", "technical"];

/** Gives somebody a place at this machine's desk, unless they have one: offline, until they say otherwise. */
export async function openPlace(subject: string, database: Database): Promise<void> {
  const known = await database.tenant(developmentTenant, (tx) => tx.humanAgents.getBySubject(subject));
  if (known !== null) return;
  const agent = {
    humanAgentId: `person_${randomHex(16)}`,
    subject,
    name: nameOf(subject),
    email: subject.includes("@") ? subject : `${subject}@example.com`,
    skills,
    maxCapacity: 5,
  };
  await asOperator(() => createAgent(developmentTenant, agent, { database, nowMs }));
}

/** `maria@example.com` is Maria. */
function nameOf(subject: string): string {
  const first = subject.split(/[@.]/)[0] ?? subject;
  return first.charAt(0).toUpperCase() + first.slice(1);
}
