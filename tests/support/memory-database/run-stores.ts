import { NotFoundError } from "../../../shared/contracts/errors.ts";
import type { NodeResult, Run } from "../../../shared/contracts/run.ts";
import type { RecordedStep } from "../../../shared/contracts/step-log.ts";
import type { NodeResultStore, RunStore, StepStore } from "../../../shared/domain/storage/ports.ts";
import { inOrder, pageOf } from "./page.ts";
import { keyOf, type Table } from "./table.ts";
import type { WorkflowTables } from "./workflow-store.ts";

export interface StepRow {
  runId: string;
  nodePath: string;
  step: RecordedStep;
}

export interface RunTables {
  runs: Table<Run>;
  nodes: Table<NodeResult>;
  steps: Table<StepRow>;
}

export function createRunStore({ runs, revisions }: RunTables & WorkflowTables): RunStore {
  const isOpen = (run: Run | null) => run?.status === "queued" || run?.status === "running";
  const change = (runId: string, changes: Partial<Run>): Run => {
    const run = runs.change(runId, changes);
    if (run === null) throw new NotFoundError("There is no such run.");
    return run;
  };
  return {
    async insert(run) {
      assertRevision(run.workflowDigest);
      runs.insert(run);
    },
    get: async (runId) => runs.find(runId),
    hold: async (runId) => runs.find(runId),
    async list({ status, workflowName, conversationId }, limit, cursor) {
      const matching = runs.where(
        (run) =>
          (status === undefined || run.status === status) &&
          (workflowName === undefined || run.workflowName === workflowName) &&
          (conversationId === undefined || run.conversationId === conversationId),
      );
      const position = (run: Run) => ({ atMs: run.acceptedAtMs, id: run.runId });
      return pageOf(matching, { list: "runs", limit, cursor, newestFirst: true }, position);
    },
    async markStarted(runId, atMs) {
      if (runs.find(runId)?.status !== "queued") return false;
      change(runId, { status: "running", startedAtMs: atMs });
      return true;
    },
    async setRevision(runId, { version, digest }) {
      assertRevision(digest);
      runs.change(runId, { workflowVersion: version, workflowDigest: digest });
    },
    async end(runId, end, atMs) {
      if (!isOpen(runs.find(runId))) return false;
      change(runId, { ...end, completedAtMs: atMs });
      return true;
    },
    async countError(runId, failed) {
      const before = runs.find(runId)?.consecutiveErrors ?? 0;
      return change(runId, { consecutiveErrors: failed ? before + 1 : 0 }).consecutiveErrors;
    },
    async setConsecutiveErrors(runId, count) {
      change(runId, { consecutiveErrors: count });
    },
    async consecutiveErrorsOfConversation(conversationId) {
      const ended = runs.where((run) => run.conversationId === conversationId && run.completedAtMs !== null);
      const latest = ended.toSorted((a, b) => (b.completedAtMs ?? 0) - (a.completedAtMs ?? 0))[0];
      return latest?.consecutiveErrors ?? 0;
    },
  };

  function assertRevision(digest: string): void {
    if (revisions.find(digest) === null) throw new NotFoundError("There is no such revision.");
  }
}

export function createNodeStore({ runs, nodes }: RunTables): NodeResultStore {
  const find = (runId: string, nodePath: string) => nodes.find(keyOf(runId, nodePath));
  /** First completion wins: a row that has ended stays. */
  const end = (runId: string, nodePath: string, changes: Partial<NodeResult>) => {
    const standing = find(runId, nodePath);
    const isOpen = standing?.status === "running" || standing?.status === "waiting";
    return isOpen ? nodes.change(keyOf(runId, nodePath), changes) : standing;
  };
  return {
    async begin(begun) {
      if (runs.find(begun.runId) === null) throw new NotFoundError("There is no such run.");
      const standing = find(begun.runId, begun.nodePath);
      const result: NodeResult = { ...begun, output: null, error: null, attempts: 1, completedAtMs: null };
      if (standing === null) {
        nodes.insert(result);
        return result;
      }
      const again = { status: begun.status, error: null, completedAtMs: null };
      const changes = standing.status === "failed" ? again : {};
      const key = keyOf(begun.runId, begun.nodePath);
      return nodes.change(key, { ...changes, attempts: standing.attempts + 1 })!;
    },
    async complete(runId, nodePath, output, atMs) {
      const standing = end(runId, nodePath, { status: "completed", output, completedAtMs: atMs });
      if (standing === null) throw new NotFoundError("There is no such node.");
      return standing;
    },
    fail: async (runId, nodePath, error, atMs) =>
      end(runId, nodePath, { status: "failed", error, completedAtMs: atMs }),
    get: async (runId, nodePath) => find(runId, nodePath),
    list: async (runId) =>
      nodes
        .where((result) => result.runId === runId)
        .sort((a, b) => a.startedAtMs - b.startedAtMs || inOrder(a.nodePath, b.nodePath)),
  };
}

export function createStepStore({ steps }: RunTables): StepStore {
  const listOf = (runId: string) =>
    steps
      .where((row) => row.runId === runId)
      .sort((a, b) => inOrder(a.nodePath, b.nodePath) || a.step.stepNo - b.step.stepNo);
  return {
    list: async (runId, nodePath) =>
      listOf(runId)
        .filter((row) => row.nodePath === nodePath)
        .map(({ step }) => step),
    async record(runId, nodePath, step) {
      const standing = steps.find(keyOf(runId, nodePath, step.stepNo));
      if (standing !== null) return standing.step;
      steps.insert({ runId, nodePath, step });
      return step;
    },
    listOfRun: async (runId) => listOf(runId).map(({ nodePath, step }) => ({ nodePath, step })),
  };
}
