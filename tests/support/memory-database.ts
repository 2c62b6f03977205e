import {
  ConflictError,
  DatabaseUnavailableError,
  InvalidInputError,
  NotFoundError,
} from "../../shared/contracts/errors.ts";
import type { NodeResult, OutboxMessage, Run } from "../../shared/contracts/run.ts";
import type { RecordedStep } from "../../shared/contracts/step-log.ts";
import type { Wait } from "../../shared/contracts/wait.ts";
import type { WorkflowRevision } from "../../shared/contracts/workflow.ts";
import type {
  ApiKey,
  Database,
  Page,
  StoredResponse,
  SystemTransaction,
  TenantTransaction,
} from "../../shared/domain/storage/ports.ts";

interface IdempotencyRecord {
  route: string;
  key: string;
  fingerprint: string;
  startedAtMs: number;
  response: StoredResponse | null;
}

interface TenantTables {
  runs: Run[];
  nodes: { result: NodeResult; heardOfAtMs: number }[];
  steps: { runId: string; nodePath: string; step: RecordedStep }[];
  waits: { wait: Wait; taskToken: string }[];
  revisions: WorkflowRevision[];
  /** In order of publication: the last of a (name, version) is the current one. */
  current: { name: string; version: string; digest: string }[];
  idempotency: IdempotencyRecord[];
  apiKeys: ApiKey[];
}

interface Tables {
  tenants: Map<string, TenantTables>;
  outbox: { message: OutboxMessage; sentAtMs: number | null }[];
}

export interface MemoryDatabase extends Database {
  /** Everything that is stored, to look into. */
  tables(): Tables;
  /** Until it is lifted, no transaction begins. */
  setUnavailable(unavailable: boolean): void;
  /** Called before each commit; throwing rolls back. */
  onCommit(hook: (() => void) | null): void;
}

/**
 * The storage port in memory, for tests: one transaction at a time on a copy of the tables, which replaces them at commit.
 * A tenant's transaction holds that tenant's tables only.
 */
export function createMemoryDatabase(): MemoryDatabase {
  let tables: Tables = { tenants: new Map(), outbox: [] };
  let queue: Promise<unknown> = Promise.resolve();
  let unavailable = false;
  let hook: (() => void) | null = null;

  function transact<T>(work: (copy: Tables) => Promise<T>): Promise<T> {
    const run = async () => {
      if (unavailable) throw new DatabaseUnavailableError("The database does not answer.");
      const copy = structuredClone(tables);
      const result = await work(copy);
      hook?.();
      tables = copy;
      return structuredClone(result);
    };
    const next = queue.then(run, run);
    queue = next.catch(() => {});
    return next;
  }

  return {
    tenant: (tenantId, work) =>
      transact((copy) => {
        const own = copy.tenants.get(tenantId) ?? emptyTenant();
        copy.tenants.set(tenantId, own);
        return work(tenantTransaction(tenantId, own, copy));
      }),
    system: (_reason, work) => transact((copy) => work(systemTransaction(copy))),
    ping: () => transact(async () => {}),
    close: async () => {},
    tables: () => tables,
    setUnavailable: (value) => void (unavailable = value),
    onCommit: (value) => void (hook = value),
  };
}

function emptyTenant(): TenantTables {
  return {
    runs: [],
    nodes: [],
    steps: [],
    waits: [],
    revisions: [],
    current: [],
    idempotency: [],
    apiKeys: [],
  };
}

function tenantTransaction(tenantId: string, own: TenantTables, all: Tables): TenantTransaction {
  return {
    runs: runStore(own),
    nodes: nodeStore(own),
    steps: stepStore(own),
    waits: waitStore(own),
    workflows: workflowStore(own),
    idempotency: idempotencyStore(own),
    apiKeys: apiKeyStore(tenantId, all),
    outbox: {
      async add(message) {
        if (message.tenantId !== tenantId) throw new Error("row-level security: another tenant's message");
        all.outbox.push({ message, sentAtMs: null });
      },
      async markSent(ids, atMs) {
        for (const row of all.outbox) {
          if (row.message.tenantId === tenantId && ids.includes(row.message.id)) row.sentAtMs = atMs;
        }
      },
    },
  };
}

function runStore({ runs, revisions }: TenantTables): TenantTransaction["runs"] {
  const find = (runId: string) => runs.find((run) => run.runId === runId) ?? null;
  const get = (runId: string) => find(runId) ?? throwMissing("run");
  return {
    async insert(run) {
      if (find(run.runId) !== null) throw new ConflictError("The run exists.");
      if (revisions.every(({ digest }) => digest !== run.workflowDigest)) throwMissing("revision");
      runs.push(run);
    },
    get: async (runId) => find(runId),
    async list({ status, workflowName, conversationId }, limit, cursor) {
      const matching = runs.filter(
        (run) =>
          (status === undefined || run.status === status) &&
          (workflowName === undefined || run.workflowName === workflowName) &&
          (conversationId === undefined || run.conversationId === conversationId),
      );
      return pageOf(matching, { list: "runs", limit, cursor, newestFirst: true }, (run) => ({
        atMs: run.acceptedAtMs,
        id: run.runId,
      }));
    },
    async markStarted(runId, atMs) {
      const run = find(runId);
      if (run?.status !== "queued") return false;
      Object.assign(run, { status: "running", startedAtMs: atMs });
      return true;
    },
    async end(runId, end, atMs) {
      const run = find(runId);
      if (run?.status !== "queued" && run?.status !== "running") return false;
      Object.assign(run, end, { completedAtMs: atMs });
      return true;
    },
    async countError(runId, failed) {
      const run = get(runId);
      run.consecutiveErrors = failed ? run.consecutiveErrors + 1 : 0;
      return run.consecutiveErrors;
    },
    async setConsecutiveErrors(runId, count) {
      get(runId).consecutiveErrors = count;
    },
    async consecutiveErrorsOfConversation(conversationId) {
      const ended = runs.filter((run) => run.conversationId === conversationId && run.completedAtMs !== null);
      const latest = ended.toSorted((a, b) => (b.completedAtMs ?? 0) - (a.completedAtMs ?? 0))[0];
      return latest?.consecutiveErrors ?? 0;
    },
  };
}

function nodeStore({ runs, nodes }: TenantTables): TenantTransaction["nodes"] {
  const findRow = (runId: string, nodePath: string) =>
    nodes.find(({ result }) => result.runId === runId && result.nodePath === nodePath);
  const find = (runId: string, nodePath: string) => findRow(runId, nodePath)?.result ?? null;
  return {
    async begin(begun) {
      if (runs.every(({ runId }) => runId !== begun.runId)) throwMissing("run");
      const standing = findRow(begun.runId, begun.nodePath);
      if (standing === undefined) {
        const result: NodeResult = { ...begun, output: null, error: null, attempts: 1, completedAtMs: null };
        nodes.push({ result, heardOfAtMs: begun.startedAtMs });
        return result;
      }
      standing.heardOfAtMs = begun.startedAtMs;
      standing.result.attempts += 1;
      if (standing.result.status === "failed") {
        Object.assign(standing.result, { status: begun.status, error: null, completedAtMs: null });
      }
      return standing.result;
    },
    async complete(runId, nodePath, output, atMs) {
      const result = find(runId, nodePath) ?? throwMissing("node");
      if (isOpen(result)) Object.assign(result, { status: "completed", output, completedAtMs: atMs });
      return result;
    },
    async fail(runId, nodePath, error, atMs) {
      const result = find(runId, nodePath);
      if (result && isOpen(result)) Object.assign(result, { status: "failed", error, completedAtMs: atMs });
      return result;
    },
    get: async (runId, nodePath) => find(runId, nodePath),
    list: async (runId) =>
      nodes
        .map(({ result }) => result)
        .filter((result) => result.runId === runId)
        .toSorted((a, b) => a.startedAtMs - b.startedAtMs || inOrder(a.nodePath, b.nodePath)),
  };
}

function isOpen({ status }: NodeResult): boolean {
  return status === "running" || status === "waiting";
}

function stepStore({ steps }: TenantTables): TenantTransaction["steps"] {
  const listOf = (runId: string) =>
    steps
      .filter((row) => row.runId === runId)
      .toSorted((a, b) => inOrder(a.nodePath, b.nodePath) || a.step.stepNo - b.step.stepNo);
  return {
    list: async (runId, nodePath) =>
      listOf(runId)
        .filter((row) => row.nodePath === nodePath)
        .map(({ step }) => step),
    async record(runId, nodePath, step) {
      const standing = listOf(runId).find(
        (row) => row.nodePath === nodePath && row.step.stepNo === step.stepNo,
      );
      if (standing !== undefined) return standing.step;
      steps.push({ runId, nodePath, step });
      return step;
    },
    listOfRun: async (runId) => listOf(runId).map(({ nodePath, step }) => ({ nodePath, step })),
  };
}

function waitStore({ waits }: TenantTables): TenantTransaction["waits"] {
  const find = (waitId: string) => waits.find(({ wait }) => wait.waitId === waitId) ?? null;
  const byNode = (runId: string, nodePath: string) =>
    waits.find(({ wait }) => wait.runId === runId && wait.nodePath === nodePath) ?? null;
  return {
    async open(wait, taskToken) {
      const standing = byNode(wait.runId, wait.nodePath);
      if (standing !== null) {
        standing.taskToken = taskToken;
        return standing.wait;
      }
      if (find(wait.waitId) !== null) throw new ConflictError("The wait exists.");
      waits.push({ wait, taskToken });
      return wait;
    },
    get: async (waitId) => find(waitId)?.wait ?? null,
    getByNode: async (runId, nodePath) => byNode(runId, nodePath)?.wait ?? null,
    async list({ status, runId }, limit, cursor) {
      const matching = waits
        .map(({ wait }) => wait)
        .filter((wait) => status === undefined || wait.status === status)
        .filter((wait) => runId === undefined || wait.runId === runId);
      return pageOf(matching, { list: "waits", limit, cursor, newestFirst: false }, (wait) => ({
        atMs: wait.openedAtMs,
        id: wait.waitId,
      }));
    },
    async decide(waitId, { by, answer, atMs }) {
      const wait = find(waitId)?.wait;
      if (wait?.status !== "open" || (wait.expiresAtMs !== null && wait.expiresAtMs <= atMs)) return false;
      Object.assign(wait, { status: "decided", decidedAtMs: atMs, decidedBy: by, answer });
      return true;
    },
    async expire(waitId) {
      const wait = find(waitId)?.wait;
      if (wait?.status !== "open") return false;
      wait.status = "expired";
      return true;
    },
    async cancelOfRun(runId) {
      const open = waits.filter(({ wait }) => wait.runId === runId && wait.status === "open");
      for (const { wait } of open) wait.status = "cancelled";
      return open.length;
    },
    taskToken: async (waitId) => find(waitId)?.taskToken ?? null,
  };
}

function workflowStore({ revisions, current }: TenantTables): TenantTransaction["workflows"] {
  const revisionOf = (digest: string | undefined) => revisions.find((each) => each.digest === digest) ?? null;
  return {
    async publish(revision) {
      const { name, version } = revision.workflow;
      if (revisionOf(revision.digest) === null) revisions.push(revision);
      const at = current.findIndex((each) => each.name === name && each.version === version);
      if (at !== -1) current.splice(at, 1);
      current.push({ name, version, digest: revision.digest });
    },
    getRevision: async (digest) => revisionOf(digest),
    getCurrent: async (name, version) =>
      revisionOf(
        current.findLast((each) => each.name === name && (version === null || each.version === version))
          ?.digest,
      ),
    list: async () =>
      current
        .toSorted((a, b) => inOrder(a.name, b.name) || inOrder(a.version, b.version))
        .map(({ digest }) => revisionOf(digest))
        .filter((revision) => revision !== null),
  };
}

function idempotencyStore({ idempotency }: TenantTables): TenantTransaction["idempotency"] {
  const indexOf = (route: string, key: string) =>
    idempotency.findIndex((record) => record.route === route && record.key === key);
  return {
    async begin({ route, key, fingerprint, nowMs, staleBeforeMs, expiresBeforeMs }) {
      const record = idempotency[indexOf(route, key)];
      if (record !== undefined && record.startedAtMs >= expiresBeforeMs) {
        if (record.fingerprint !== fingerprint) return { state: "other-request" };
        if (record.response !== null) return { state: "done", response: record.response };
        if (record.startedAtMs >= staleBeforeMs) return { state: "in-flight" };
      }
      if (record !== undefined) idempotency.splice(indexOf(route, key), 1);
      idempotency.push({ route, key, fingerprint, startedAtMs: nowMs, response: null });
      return { state: "new" };
    },
    async finish(route, key, response) {
      const record = idempotency[indexOf(route, key)];
      if (record !== undefined) record.response ??= response;
    },
    async release(route, key) {
      const at = indexOf(route, key);
      if (idempotency[at]?.response === null) idempotency.splice(at, 1);
    },
  };
}

function apiKeyStore(tenantId: string, all: Tables): TenantTransaction["apiKeys"] {
  const apiKeys = all.tenants.get(tenantId)?.apiKeys ?? [];
  return {
    async insert(key) {
      if (!/^[0-9a-f]{64}$/.test(key.hash)) throw new InvalidInputError("This is no hash.");
      const others = [...all.tenants.values()].flatMap((tables) => tables.apiKeys);
      const taken = others.some(({ keyId, hash }) => keyId === key.keyId || hash === key.hash);
      if (taken) throw new ConflictError("The key exists.");
      apiKeys.push(key);
    },
    list: async () => apiKeys.toSorted((a, b) => a.createdAtMs - b.createdAtMs || inOrder(a.keyId, b.keyId)),
    async revoke(keyId, atMs) {
      const key = apiKeys.find((each) => each.keyId === keyId);
      if (key === undefined || key.revokedAtMs !== null) return false;
      key.revokedAtMs = atMs;
      return true;
    },
  };
}

function systemTransaction({ tenants, outbox }: Tables): SystemTransaction {
  const all = [...tenants.values()];
  return {
    async unsentMessages(createdBeforeMs, limit) {
      const unsent = outbox.filter(
        ({ message, sentAtMs }) => sentAtMs === null && message.createdAtMs < createdBeforeMs,
      );
      return unsent
        .map(({ message }) => message)
        .toSorted((a, b) => a.createdAtMs - b.createdAtMs)
        .slice(0, limit);
    },
    async silentRuns(beforeMs, limit) {
      const silent = all.flatMap((tables) => tables.runs.filter((run) => isSilent(run, tables, beforeMs)));
      return silent
        .slice(0, limit)
        .map(({ tenantId, runId, workflowName }) => ({ tenantId, runId, workflowName }));
    },
    findApiKeyByHash: async (hash) =>
      all.flatMap(({ apiKeys }) => apiKeys).find((key) => key.hash === hash) ?? null,
    async deleteExpired(beforeMs) {
      let deleted = 0;
      for (const tables of all)
        deleted += removeWhere(tables.idempotency, (row) => row.startedAtMs < beforeMs);
      return deleted + removeWhere(outbox, ({ sentAtMs }) => sentAtMs !== null && sentAtMs < beforeMs);
    },
  };
}

function isSilent(run: Run, { nodes, steps, waits }: TenantTables, beforeMs: number): boolean {
  if (run.status !== "running") return false;
  if (waits.some(({ wait }) => wait.runId === run.runId && wait.status === "open")) return false;
  const ofNodes = nodes
    .filter(({ result }) => result.runId === run.runId)
    .map(({ result, heardOfAtMs }) => Math.max(heardOfAtMs, result.completedAtMs ?? 0));
  const ofSteps = steps.filter((row) => row.runId === run.runId).map(({ step }) => endOfStep(step));
  return Math.max(run.startedAtMs ?? run.acceptedAtMs, ...ofNodes, ...ofSteps) < beforeMs;
}

function endOfStep({ startedAtMs, step }: RecordedStep): number {
  return startedAtMs + (step.kind === "model" ? step.response.latencyMs : step.durationMs);
}

function removeWhere<T>(rows: T[], matches: (row: T) => boolean): number {
  const kept = rows.filter((row) => !matches(row));
  return rows.splice(0, rows.length, ...kept).length - kept.length;
}

interface PageRequest {
  list: string;
  limit: number;
  cursor: string | null;
  newestFirst: boolean;
}
interface Position {
  atMs: number;
  id: string;
}

/** The cursor says where the page before ended, so that rows that come in between do not move the pages. */
function pageOf<T>(rows: T[], request: PageRequest, positionOf: (row: T) => Position): Page<T> {
  if (request.limit < 1) throw new InvalidInputError("A page holds at least one item.");
  const direction = request.newestFirst ? -1 : 1;
  const compare = (a: Position, b: Position) => direction * (a.atMs - b.atMs || inOrder(a.id, b.id));
  const after = readCursor(request);
  const rest = rows
    .filter((row) => after === null || compare(positionOf(row), after) > 0)
    .toSorted((a, b) => compare(positionOf(a), positionOf(b)));
  const items = rest.slice(0, request.limit);
  const last = items.at(-1);
  if (last === undefined || rest.length <= request.limit) return { items, nextCursor: null };
  const { atMs, id } = positionOf(last);
  return { items, nextCursor: Buffer.from(JSON.stringify([request.list, atMs, id])).toString("base64url") };
}

function readCursor({ list, cursor }: PageRequest): Position | null {
  if (cursor === null) return null;
  try {
    const [ofList, atMs, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (ofList === list && Number.isSafeInteger(atMs) && typeof id === "string")
      return { atMs: atMs as number, id };
  } catch {
    // Not a cursor: refused below.
  }
  throw new InvalidInputError("This is not a cursor of this list.");
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function throwMissing(what: string): never {
  throw new NotFoundError(`There is no such ${what}.`);
}
