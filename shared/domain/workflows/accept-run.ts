import { type FieldProblem, InvalidFieldsError } from "../../contracts/field-problems.ts";
import { NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage, Run, RunMessage } from "../../contracts/run.ts";
import type { CompiledWorkflow, WorkflowRevision } from "../../contracts/workflow.ts";
import { personOf } from "../access/person-of.ts";
import type { SchemaProblem } from "../schemas/schema-problem.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { addToOutbox } from "./outbox.ts";
import type { CommandSender } from "./ports.ts";
import { withoutReserved } from "./reserved-input.ts";

export interface RunRequest {
  /** `name`, or `name@version`. */
  workflowId: string;
  input: JsonObject;
  context: JsonObject;
  conversationId: string | null;
}

interface Services {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Accepts a run in one transaction: its row and the message that will start it. With a run id that stands already the
 * run that has it is the answer, so a request that is tried again makes one run.
 * @returns the run and what has to be sent after the commit
 * @throws NotAllowedError, NotFoundError, InvalidFieldsError with everything that does not fit the workflow's input
 */
export async function acceptRun(
  principal: Principal,
  requested: RunRequest,
  runId: string,
  services: Services,
): Promise<{ run: Run; messages: OutboxMessage[] }> {
  if (!principal.scopes.includes("executions:write"))
    throw new NotAllowedError("This credential starts no runs.");
  const request = principal.scopes.includes("executions:read") ? requested : ofCustomer(requested);
  return services.database.tenant(principal.tenantId, async (tx) => {
    const standing = await tx.runs.get(runId);
    if (standing !== null) return { run: standing, messages: [] };
    const revision = await findRevision(tx, request.workflowId);
    await assertInputFits(revision.workflow, request.input);
    const { tenantId, subject: requestedBy } = principal;
    const atMs = services.nowMs();
    const requesters = [personOf(principal)];
    const run = await newRun(tx, { tenantId, requestedBy, requesters, request, runId, revision, atMs });
    const message = startMessage(run, services.newId());
    await Promise.all([tx.runs.insert(run), addToOutbox(tx, message, services)]);
    return { run, messages: [message] };
  });
}

/** Who may not read all runs is a customer. */
function ofCustomer(request: RunRequest): RunRequest {
  return { ...request, input: withoutReserved(request.input) };
}

/** The current revision of `name`, or of `name@version`. @throws NotFoundError */
export async function findRevision(tx: TenantTransaction, workflowId: string): Promise<WorkflowRevision> {
  const at = workflowId.indexOf("@");
  const name = at === -1 ? workflowId : workflowId.slice(0, at);
  const revision = await tx.workflows.getCurrent(name, at === -1 ? null : workflowId.slice(at + 1));
  if (revision === null)
    throw new NotFoundError(`There is no workflow ${workflowId}.`, { details: { workflowId } });
  return revision;
}

async function assertInputFits(workflow: CompiledWorkflow, input: JsonObject): Promise<void> {
  const problems = await inputProblems(workflow, input);
  if (problems.length === 0) return;
  const message = `The input does not fit workflow ${workflow.name}.`;
  throw new InvalidFieldsError(message, fieldProblems(problems, "#/input_data"));
}

/** What of the input does not fit the workflow's schema. */
export async function inputProblems(workflow: CompiledWorkflow, input: JsonObject): Promise<SchemaProblem[]> {
  return workflow.input === null ? [] : problemsOf(workflow.input, input);
}

/** Mistakes against a schema of a user, as the API tells them; `root` is where in the body the value stands. */
export function fieldProblems(problems: SchemaProblem[], root: string): FieldProblem[] {
  return problems.map(({ path, message }) => ({ pointer: `${root}${path}`, detail: message }));
}

/** A queued run of this revision, with the count of errors that its conversation has come to. */
export async function newRun(
  tx: TenantTransaction,
  facts: {
    tenantId: string;
    requestedBy: string;
    requesters: string[];
    request: RunRequest;
    runId: string;
    revision: WorkflowRevision;
    atMs: number;
  },
): Promise<Run> {
  const { tenantId, requestedBy, requesters, request, revision } = facts;
  const { conversationId } = request;
  return {
    runId: facts.runId,
    tenantId,
    workflowName: revision.workflow.name,
    workflowVersion: revision.workflow.version,
    workflowDigest: revision.digest,
    deployed: revision.deployed,
    conversationId,
    input: request.input,
    context: request.context,
    status: "queued",
    decision: null,
    handover: null,
    error: null,
    requestedBy,
    requesters,
    acceptedAtMs: facts.atMs,
    startedAtMs: null,
    completedAtMs: null,
    consecutiveErrors:
      conversationId === null ? 0 : await tx.runs.consecutiveErrorsOfConversation(conversationId),
  };
}

function startMessage({ tenantId, runId, acceptedAtMs }: Run, id: string): RunMessage {
  return { id, tenantId, runId, topic: "run.start", body: { tenantId, runId }, createdAtMs: acceptedAtMs };
}
