import { ConflictError } from "../../../shared/contracts/errors.ts";
import type { Wait } from "../../../shared/contracts/wait.ts";
import type { WaitStore } from "../../../shared/domain/storage/ports.ts";
import { pageOf } from "./page.ts";
import type { Table } from "./table.ts";

export interface WaitRow {
  wait: Wait;
  taskToken: string | null;
}

export interface WaitTables {
  waits: Table<WaitRow>;
}

export function createWaitStore({ waits }: WaitTables): WaitStore {
  const find = (waitId: string): Wait | null => waits.find(waitId)?.wait ?? null;
  const byNode = (runId: string, nodePath: string): Wait | null =>
    waits.where(({ wait }) => wait.runId === runId && wait.nodePath === nodePath)[0]?.wait ?? null;
  const change = (wait: Wait, changes: Partial<Wait>) =>
    void waits.change(wait.waitId, { wait: { ...wait, ...changes } });
  return {
    async open(wait, taskToken) {
      const standing = byNode(wait.runId, wait.nodePath);
      if (standing !== null) {
        if (taskToken !== null) waits.change(standing.waitId, { taskToken });
        return standing;
      }
      if (find(wait.waitId) !== null) throw new ConflictError("The wait exists.");
      waits.insert({ wait, taskToken });
      return wait;
    },
    get: async (waitId) => find(waitId),
    lock: async (waitId) => find(waitId),
    async setTerms(waitId, terms) {
      const wait = find(waitId);
      if (wait !== null) change(wait, { terms });
    },
    keepTaskToken: async (waitId, taskToken) => waits.change(waitId, { taskToken }) !== null,
    getByNode: async (runId, nodePath) => byNode(runId, nodePath),
    async list({ status, runId }, limit, cursor) {
      const matching = waits
        .where(
          ({ wait }) =>
            (status === undefined || wait.status === status) && (runId === undefined || wait.runId === runId),
        )
        .map(({ wait }) => wait);
      const position = (wait: Wait) => ({ atMs: wait.openedAtMs, id: wait.waitId });
      return pageOf(matching, { list: "waits", limit, cursor, newestFirst: false }, position);
    },
    async decide(waitId, { by, answer, atMs }) {
      const wait = find(waitId);
      if (wait?.status !== "open" || (wait.expiresAtMs !== null && wait.expiresAtMs <= atMs)) return false;
      change(wait, { status: "decided", decidedAtMs: atMs, decidedBy: by, answer });
      return true;
    },
    async expire(waitId) {
      const wait = find(waitId);
      if (wait?.status !== "open") return false;
      change(wait, { status: "expired" });
      return true;
    },
    async cancelOfRun(runId) {
      const open = waits.where(({ wait }) => wait.runId === runId && wait.status === "open");
      for (const { wait } of open) change(wait, { status: "cancelled" });
      return open.length;
    },
    taskToken: async (waitId) => waits.find(waitId)?.taskToken ?? null,
  };
}
