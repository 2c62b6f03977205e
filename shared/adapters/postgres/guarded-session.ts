import { breaksConnection, databaseError } from "./database-error.ts";
import type { Session } from "./session.ts";

/** A session for the length of one transaction, and what became of it. */
export interface GuardedSession extends Pick<Session, "query" | "script"> {
  /** Nothing is sent any more: soon the connection is somebody else's. */
  shut(): void;
  isBusy(): boolean;
  /** The connection failed under a statement. */
  isLost(): boolean;
  /** The error of the first statement that failed; PostgreSQL answers a COMMIT after it with a rollback. */
  failure(): unknown;
}

/** Statements fail with what `databaseError` makes of the driver's error. */
export function guardSession(session: Session): GuardedSession {
  let open = true;
  let running = 0;
  let lost = false;
  let failure: unknown;
  const send = async <R>(statement: () => Promise<R>): Promise<R> => {
    if (!open) throw new Error("The transaction is over; nothing can be asked outside one.");
    running += 1;
    try {
      return await statement();
    } catch (error) {
      lost ||= breaksConnection(error);
      failure ??= databaseError(error);
      throw databaseError(error);
    } finally {
      running -= 1;
    }
  };
  return {
    query: <Row>(text: string, parameters: (string | null)[]) =>
      send(() => session.query<Row>(text, parameters)),
    script: (text) => send(() => session.script(text)),
    shut: () => void (open = false),
    isBusy: () => running > 0,
    isLost: () => lost,
    failure: () => failure,
  };
}
