import type { IncomingMessage } from "node:http";

/** Says inside this machine who makes a request: functions share a process and its credentials. */
export const callerHeader = "x-hil-caller";

/**
 * Who makes a request: a role's session, the operator (the host itself, the command line, a user's tools), or something
 * inside the host that forgot to say for whom it works.
 */
export type Caller =
  | { kind: "operator" }
  | { kind: "role"; role: string; session: string }
  | { kind: "unattributed" };

export const operator: Caller = { kind: "operator" };

/** A function acts under the role of its name. */
export function functionCaller(functionName: string): Caller {
  return { kind: "role", role: functionName, session: functionName };
}

/** The session that Step Functions opens for an execution. */
export function executionCaller(roleArn: string, executionName: string): Caller {
  return { kind: "role", role: roleArn.slice(roleArn.lastIndexOf("/") + 1), session: executionName };
}

/** The header's value for a caller; programs outside the host send none. */
export function writeCaller(caller: Caller): string {
  return caller.kind === "role" ? `role/${caller.role}/${caller.session}` : caller.kind;
}

/** @returns `unattributed` for a header that nobody here has written */
export function readCaller({ headers }: IncomingMessage): Caller {
  const text = headers[callerHeader];
  if (text === undefined || text === "operator") return operator;
  const [, role, session] = /^role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/.exec(text.toString()) ?? [];
  return role === undefined || session === undefined
    ? { kind: "unattributed" }
    : { kind: "role", role, session };
}
