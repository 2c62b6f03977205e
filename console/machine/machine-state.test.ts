import { expect, test } from "vitest";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { sinkState, stateOf } from "./machine-state.ts";

const execution = (more: Partial<ExecutionView>) =>
  ({
    status: "running",
    decision: null,
    human_tasks: [],
    trace: { nodes: [] },
    ...more,
  }) as unknown as ExecutionView;
const trace = (node_id: string, status: string) =>
  ({ nodes: [{ node_id, status }] }) as ExecutionView["trace"];

test("a node that was not reached may still be, and after the end was skipped", () => {
  expect(stateOf("a", undefined)).toBe("idle");
  expect(stateOf("a", execution({}))).toBe("idle");
  expect(stateOf("a", execution({ status: "completed" }))).toBe("skipped");
});

test("an agent that asks for an approval waits, though it has begun", () => {
  const tasks = [{ node_id: "a/2" }] as ExecutionView["human_tasks"];
  expect(stateOf("a", execution({ trace: trace("a", "running") }))).toBe("running");
  expect(stateOf("a", execution({ trace: trace("a", "running"), human_tasks: tasks }))).toBe("waiting");
});

test("the sink with which a run ended was reached, and no other", () => {
  const finish = { id: "FINISH", action: "finish_conversation" };
  const handover = { id: "HANDOVER", action: "handover_to_human" };
  const finished = execution({ status: "completed", decision: "FINISH" });
  expect([sinkState(finish, finished), sinkState(handover, finished)]).toEqual(["completed", "skipped"]);
  const given = { reason: "explicit_request", node: null, sink: "HANDOVER", config: {} } as const;
  const handedOver = execution({ status: "completed", decision: "HANDOVER", handover: given });
  expect([sinkState(finish, handedOver), sinkState(handover, handedOver)]).toEqual(["skipped", "completed"]);
});
