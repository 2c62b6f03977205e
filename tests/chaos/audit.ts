import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Promises } from "./client.ts";

interface Execution {
  name: string;
  status: string;
  cause: string | null;
  /** `timestamp` in seconds, as the service sends it. */
  events: { type: string; timestamp: number; stateExitedEventDetails?: { name: string } }[];
}
interface Attempt {
  at: string;
  idempotency_key: string;
  outcome: string;
}

const terminalEvents = new Set([
  "ExecutionSucceeded",
  "ExecutionFailed",
  "ExecutionAborted",
  "ExecutionTimedOut",
]);
const mailNodes = ["first_mail", "second_mail"];

/**
 * Reads nothing but the journal and what the demo shop recorded, and returns every broken promise in words: an accepted
 * run without an execution or without exactly one end (I1, I2), an effect that happened twice or not at all (I4), an
 * effect tried again after the journal had its result (I3), an answer without consequence (I5).
 */
export function audit(dataDir: string, promises: Promises): string[] {
  const executions = readExecutions(dataDir);
  const attempts = Map.groupBy(readAttempts(dataDir), ({ idempotency_key }) => idempotency_key);
  const problems = [...promises.accepted].flatMap((runId) => {
    const execution = executions.get(runId);
    if (!execution) return [`run ${runId} was accepted and has no execution`];
    return [...checkEnd(execution), ...mailNodes.flatMap((node) => checkMail(execution, node, attempts))];
  });
  const unheard = [...promises.decided].filter(
    (runId) => !promises.accepted.has(runId) && !executions.has(runId),
  );
  return [...problems, ...unheard.map((runId) => `an answer for ${runId} was accepted and its run is gone`)];
}

function checkEnd({ name, status, cause, events }: Execution): string[] {
  const ends = events.filter(({ type }) => terminalEvents.has(type)).length;
  return [
    ...(status === "SUCCEEDED" ? [] : [`run ${name} ended ${status}: ${cause ?? ""}`]),
    ...(ends === 1 ? [] : [`run ${name} has ${ends} ends`]),
  ];
}

function checkMail(execution: Execution, node: string, attempts: Map<string, Attempt[]>): string[] {
  const tried = attempts.get(`${execution.name}/${node}/0`) ?? [];
  const effects = tried.filter(({ outcome }) => outcome === "effect").length;
  const exit = execution.events.find((event) => event.stateExitedEventDetails?.name === node);
  const late = tried.filter(({ at }) => exit !== undefined && Date.parse(at) > exit.timestamp * 1000);
  return [
    ...(effects === 1 ? [] : [`${node} of ${execution.name} had ${effects} effects`]),
    ...(late.length === 0
      ? []
      : [`${node} of ${execution.name} was tried again after its result was recorded`]),
  ];
}

function readExecutions(dataDir: string): Map<string, Execution> {
  using journal = open(join(dataDir, "journal.db"));
  const history = journal.prepare(
    "SELECT events FROM history_steps WHERE execution_id = ? ORDER BY last_event_id",
  );
  const rows = journal.prepare("SELECT id, name, status, cause FROM executions").all();
  return new Map(
    rows.map((row) => {
      const lines = history.all(Number(row["id"])).flatMap(({ events }) => String(events).split("\n"));
      const events = lines.map((line) => JSON.parse(line) as Execution["events"][number]);
      const cause = row["cause"] === null ? null : String(row["cause"]);
      const name = String(row["name"]);
      return [name, { name, status: String(row["status"]), cause, events }];
    }),
  );
}

function readAttempts(dataDir: string): Attempt[] {
  using shop = open(join(dataDir, "demo-shop.db"));
  return shop
    .prepare("SELECT at, idempotency_key, outcome FROM attempts ORDER BY number")
    .all() as unknown as Attempt[];
}

function open(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true });
}
