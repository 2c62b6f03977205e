import type { OutboxMessage, Run } from "../../contracts/run.ts";
import type { RunCheck } from "../../contracts/task.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { isHumanTask } from "../waits/is-human-task.ts";
import { sendOutbox } from "./outbox.ts";
import type { CommandSender, StateMachines } from "./ports.ts";
import { reconcileRun } from "./reconcile-run.ts";

const shortestSeconds = 300;
/** SQS delays no longer. */
const longestSeconds = 900;
/** Answers to keyed requests and messages that were sent. */
const keepMs = 24 * 3600 * 1000;
/** No run asks more people. */
const mostWaits = 100;

interface Services {
  database: Database;
  stateMachines: StateMachines;
  commands: CommandSender;
  nowMs: () => number;
}

/**
 * Looks after one run some time after work was accepted for it: sends what stayed unsent, settles the run if its
 * execution has ended without recording it, and asks for the next check while it goes on. A run that waits for a person
 * is not checked, so that the database may sleep; the answer brings a check of its own. Done twice, it changes nothing.
 */
export async function checkRun(check: RunCheck, services: Services): Promise<void> {
  const { database, commands, nowMs } = services;
  const found = await database.tenant(check.tenantId, (tx) => look(tx, check));
  // Its transaction was never committed.
  if (found === null) return;
  await sendOutbox(found.unsent, services);
  if (isSampled(found.run))
    await database.system("delete expired records", (tx) => tx.deleteExpired(nowMs() - keepMs));
  if (!found.goesOn || (await reconcileRun(check, services))) return;
  await commands.checkLater(check, nextCheckSeconds(check, nowMs()));
}

interface Found {
  run: Run;
  unsent: OutboxMessage[];
  /** Under way, with nobody asked, and no later check takes its place. */
  goesOn: boolean;
}

async function look(tx: TenantTransaction, { runId, acceptedAtMs }: RunCheck): Promise<Found | null> {
  const run = await tx.runs.get(runId);
  if (run === null) return null;
  const unsent = await tx.outbox.unsentOfRun(runId);
  const { items: waits } = await tx.waits.list({ runId }, mostWaits, null);
  const asks = waits.some((wait) => wait.status === "open" && isHumanTask(wait));
  const replaced = waits.some(({ decidedAtMs }) => decidedAtMs !== null && decidedAtMs > acceptedAtMs);
  const isOpen = run.status === "queued" || run.status === "running";
  return { run, unsent, goesOn: isOpen && !asks && !replaced };
}

/** Twice as long from check to check, within bounds. */
export function nextCheckSeconds({ acceptedAtMs }: RunCheck, nowMs: number): number {
  const ageSeconds = Math.round((nowMs - acceptedAtMs) / 1000);
  return Math.min(Math.max(ageSeconds, shortestSeconds), longestSeconds);
}

/** One run in sixteen: ids end in a random hexadecimal digit. What expires grows with activity, and so does its deletion. */
function isSampled({ runId }: Run): boolean {
  return runId.endsWith("0");
}
