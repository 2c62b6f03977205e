import { describe, expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import type { ExecutionOutcome } from "../workflows/ports.ts";
import { resumeEpisode } from "./resume-episode.ts";

const conversation = conversationRow({
  status: "ai_processing",
  episode: 2,
  turn: 1,
  lastSeq: 1,
  lastCustomerSeq: 1,
  seenSeq: 1,
  runId: "c-e2-t1",
  revision: 1,
});

/** Executions of these names are there; a started one runs. */
function machines(standing: Record<string, ExecutionOutcome["status"]>) {
  const all = new Map(Object.entries(standing));
  const started: { name: string; turn: unknown }[] = [];
  return {
    started,
    describe: async (_machine: unknown, name: string) => {
      const status = all.get(name) ?? "unknown";
      return status === "failed"
        ? ({ status, error: "", cause: "" } as const)
        : ({ status } as ExecutionOutcome);
    },
    start: async (_machine: unknown, name: string, input: { [key: string]: unknown }) => {
      if (all.has(name)) return;
      all.set(name, "running");
      started.push({ name, turn: input["turn"] });
    },
  };
}

describe("resumeEpisode()", () => {
  test("starts nothing while an execution of the episode runs, whichever turn it began with", async () => {
    for (const name of ["c-e2", "c-e2-a2", "c-e2-t2"]) {
      const stateMachines = machines({ "c-e2": "failed", [name]: "running" });
      expect(await resumeEpisode(conversation, stateMachines)).toBe(false);
    }
  });

  test("starts one under a name that nothing had when the first turn's execution is gone", async () => {
    const stateMachines = machines({ "c-e2": "failed" });
    expect(await resumeEpisode(conversation, stateMachines)).toBe(true);
    expect(stateMachines.started).toEqual([{ name: "c-e2-a2", turn: 1 }]);
  });

  test("starts another each time that the one before is gone", async () => {
    const stateMachines = machines({ "c-e2": "failed", "c-e2-t3": "failed", "c-e2-t3-a2": "failed" });
    await resumeEpisode({ ...conversation, turn: 3, runId: "c-e2-t3" }, stateMachines);
    expect(stateMachines.started).toEqual([{ name: "c-e2-t3-a3", turn: 3 }]);
  });

  test("takes up the next turn where none is under way", async () => {
    for (const standing of [{ status: "back_to_ai" }, { status: "ai_processing", runId: null }] as const) {
      const stateMachines = machines({ "c-e2": "failed" });
      await resumeEpisode({ ...conversation, ...standing }, stateMachines);
      expect(stateMachines.started).toEqual([{ name: "c-e2-t2", turn: 2 }]);
    }
  });

  test("lets a conversation be that is closed, or has not begun", async () => {
    const stateMachines = machines({});
    expect(await resumeEpisode({ ...conversation, status: "finished" }, stateMachines)).toBe(false);
    expect(await resumeEpisode({ ...conversation, status: "new", episode: 0 }, stateMachines)).toBe(false);
    expect(stateMachines.started).toEqual([]);
  });
});
