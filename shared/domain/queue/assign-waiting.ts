import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { claimHandover } from "./claim-handover.ts";
import { type DeskServices, deskSettings } from "./desk-transaction.ts";
import { type Assignment, planAssignments } from "./plan-assignments.ts";

/** Planned at once; the rest is planned when these have somebody. */
const mostPlanned = 1_000;
/** A plan of which nothing could be done was made while others assigned; they look again, too. */
const mostFruitlessPlans = 5;

/**
 * Gives what waits to people who are free, until nothing more fits: a plan over what stands now, then one conditional
 * transaction for each assignment. What others took meanwhile is theirs, and the next plan knows it. Done twice, or by
 * several at once, it does no harm.
 */
export async function assignWaiting(tenantId: string, services: DeskServices): Promise<Assignment[]> {
  const done: Assignment[] = [];
  for (let fruitless = 0; fruitless < mostFruitlessPlans;) {
    const plan = await services.database.tenant(tenantId, planNow);
    if (plan.length === 0) break;
    const assigned = await carryOut(tenantId, plan, services);
    done.push(...assigned);
    fruitless = assigned.length === 0 ? fruitless + 1 : 0;
  }
  return done;
}

async function planNow(tx: TenantTransaction): Promise<Assignment[]> {
  if ((await deskSettings(tx)).assignment === "claim") return [];
  const online = await tx.humanAgents.list("online");
  const free = online.filter(({ currentLoad, maxCapacity }) => currentLoad < maxCapacity);
  const skillSets = free.map(({ skills }) => skills);
  return planAssignments(await tx.handovers.waiting(mostPlanned, skillSets), free);
}

async function carryOut(tenantId: string, plan: Assignment[], services: DeskServices): Promise<Assignment[]> {
  const done: Assignment[] = [];
  for (const assignment of plan) {
    try {
      await claimHandover({ tenantId, ...assignment, assignedBy: "queue" }, services);
      done.push(assignment);
    } catch (error) {
      if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error;
    }
  }
  return done;
}
