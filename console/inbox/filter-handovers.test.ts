import { expect, test } from "vitest";
import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { filterHandovers } from "./filter-handovers.ts";

const handover = (id: string, more: Partial<HandoverSummary> = {}) =>
  ({
    handover_id: id,
    conversation_id: `conv_${id}`,
    reason: "explicit_request",
    required_skills: ["general"],
    priority: 1,
    queued_at: "2026-01-01T00:00:00.000Z",
    ...more,
  }) as HandoverSummary;

const customers: Record<string, string> = { conv_a: "John", conv_b: "Mary", conv_c: "Johanna" };
const found = (handovers: HandoverSummary[], filter: { skill?: string; search?: string } = {}) =>
  filterHandovers(handovers, { skill: "", search: "", ...filter }, (id) => customers[id] ?? "").map(
    ({ handover_id }) => handover_id,
  );

test("urgent ones stand first, then those that wait longest", () => {
  const queue = [
    handover("a", { queued_at: "2026-01-03T00:00:00.000Z" }),
    handover("b", { queued_at: "2026-01-02T00:00:00.000Z" }),
    handover("c", { priority: 3, queued_at: "2026-01-04T00:00:00.000Z" }),
  ];
  expect(found(queue)).toEqual(["c", "b", "a"]);
});

test("all words have to occur, in whatever case, in whichever field", () => {
  const queue = [handover("a"), handover("b"), handover("c", { required_skills: ["returns"] })];
  expect(found(queue, { search: "joh" })).toEqual(["a", "c"]);
  expect(found(queue, { search: "JOH returns" })).toEqual(["c"]);
  expect(found(queue, { skill: "general", search: "asked for a person" })).toEqual(["a", "b"]);
});
