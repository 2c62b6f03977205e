import { between } from "../../runtime/crash-points.ts";
import { DatabaseUnavailableError } from "../../contracts/errors.ts";
import { parameterText } from "./column-values.ts";
import { unavailable } from "./database-error.ts";
import { type GuardedSession, guardSession } from "./guarded-session.ts";
import type { Query, Session, SessionSource } from "./session.ts";

export interface TransactionSettings {
  /** Null: the login itself, which migrations need. */
  role: "hil_app" | "hil_system" | null;
  tenantId: string | null;
  /** The whole transaction, with everything that is awaited in it. */
  timeoutMs: number;
}

export interface Statements {
  query: Query;
  script: (text: string) => Promise<void>;
}

/**
 * Opens a transaction, takes the role and the tenant for its duration, and commits when `work` resolves. Role and tenant
 * are local to the transaction, so the connection goes back as it came. A statement that failed fails the transaction,
 * also when `work` caught its error.
 * @throws DatabaseUnavailableError, what `databaseError` makes of a statement's error, and what `work` throws
 */
export async function inTransaction<T>(
  source: SessionSource,
  settings: TransactionSettings,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  const session = await lease(source);
  const guarded = guardSession(session);
  const deadline = startDeadline(settings.timeoutMs);
  const run = async () => {
    await begin(guarded, settings, source.settings(settings.timeoutMs));
    const result = await work(statementsOf(guarded));
    if (guarded.failure() !== undefined) throw guarded.failure();
    await between("commit", () => guarded.script("commit"));
    return result;
  };
  try {
    const result = await Promise.race([run(), deadline.passed]);
    guarded.shut();
    session.release(false);
    return result;
  } catch (error) {
    guarded.shut();
    const stuck = deadline.isOver() && guarded.isBusy();
    session.release(stuck || guarded.isLost() || !(await rollBack(session, settings.timeoutMs)));
    throw error;
  } finally {
    deadline.clear();
  }
}

async function lease(source: SessionSource): Promise<Session> {
  try {
    return await source.lease();
  } catch (error) {
    throw unavailable(error);
  }
}

/** Both statements are sent at once: the second does no harm where the first fails. */
async function begin(
  session: GuardedSession,
  { role, tenantId }: TransactionSettings,
  settings: string[],
): Promise<void> {
  const takeRole = role === null ? [] : [`set local role ${role}`];
  const tenant = tenantId === null ? null : parameterText(tenantId);
  const opened = session.script(
    ["begin isolation level read committed", ...settings, ...takeRole].join("; "),
  );
  const bound =
    tenant === null ? null : session.query("select set_config('hil.tenant_id', $1, true)", [tenant]);
  try {
    await Promise.all([opened, bound]);
  } catch (error) {
    // Also a role that is missing: the database is not migrated yet.
    throw unavailable(error);
  }
}

function statementsOf(session: GuardedSession): Statements {
  return {
    query: async (text, parameters = []) => session.query(text, parameters.map(parameterText)),
    script: (text) => session.script(text),
  };
}

function startDeadline(timeoutMs: number) {
  const { promise, reject } = Promise.withResolvers<never>();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    reject(new DatabaseUnavailableError(`A transaction took longer than ${timeoutMs} ms.`));
  }, timeoutMs);
  return { passed: promise, isOver: () => over, clear: () => clearTimeout(timer) };
}

/** @returns false when the connection did not answer in time */
async function rollBack(session: Session, timeoutMs: number): Promise<boolean> {
  const { promise: gaveUp, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), timeoutMs);
  const done = session.script("rollback").then(
    () => true,
    () => false,
  );
  const answered = await Promise.race([done, gaveUp]);
  clearTimeout(timer);
  return answered;
}
