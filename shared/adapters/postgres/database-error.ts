import {
  ConflictError,
  DatabaseUnavailableError,
  HilError,
  InvalidInputError,
  NotAllowedError,
  NotFoundError,
} from "../../contracts/errors.ts";

const uniqueViolation = "23505";
const foreignKeyViolation = "23503";
const insufficientPrivilege = "42501";
/** Check and not-null violations, and limits on size and depth. */
const refusedValues = new Set(["23502", "23514", "54000", "54001"]);

/**
 * Classes of SQLSTATE after which the same transaction may succeed: connection, rollback (serialization, deadlock),
 * resources, operator intervention (shutdown, statement timeout), system error; and lock and idle-in-transaction timeouts.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const retryable = /^(?:08|40|53|57|58|55P03|25P03)/;
const sqlState = /^[0-9A-Z]{5}$/;
/** What `pg` says, without any code, when the server closes a connection. */
const connectionLost =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded)/;

/** The SQLSTATE of a driver's error, "" when it has none. */
export function sqlStateOf(error: unknown): string {
  const code = codeOf(error);
  return sqlState.test(code) ? code : "";
}

/** Whether a connection is of no use after this error. */
export function breaksConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlStateOf(error);
  if (state !== "") return /^(?:08|57P|25P03)/.test(state);
  return "syscall" in error || connectionLost.test(error.message);
}

/**
 * A driver's error as the port has it. Messages name the constraint and the SQLSTATE, never a value.
 * Errors that only a mistake in our own SQL can cause stay as they are.
 */
export function databaseError(error: unknown): unknown {
  if (error instanceof HilError || !(error instanceof Error)) return error;
  const state = sqlStateOf(error);
  if (breaksConnection(error) || retryable.test(state)) return unavailable(error);
  const options = { cause: error, details: { sqlState: state, ...constraintOf(error) } };
  if (state === uniqueViolation) return new ConflictError("It exists already.", options);
  if (state === foreignKeyViolation)
    return new NotFoundError("It refers to something that does not exist.", options);
  if (state === insufficientPrivilege)
    return new NotAllowedError("The database refused this for the tenant.", options);
  if (state.startsWith("22") || refusedValues.has(state)) {
    return new InvalidInputError(`The database cannot hold a value (SQLSTATE ${state}).`, options);
  }
  return error;
}

/** @returns the error as the reason why the database cannot be used now */
export function unavailable(error: unknown): Error {
  if (error instanceof DatabaseUnavailableError || error instanceof ConflictError) return error;
  const code = codeOf(error instanceof HilError ? error.cause : error);
  const message = `The database cannot be used now${code === "" ? "" : ` (${code})`}.`;
  return new DatabaseUnavailableError(message, {
    cause: error,
    ...(code === "" ? {} : { details: { code } }),
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function constraintOf(error: Error): { constraint?: string } {
  return "constraint" in error && typeof error.constraint === "string"
    ? { constraint: error.constraint }
    : {};
}
