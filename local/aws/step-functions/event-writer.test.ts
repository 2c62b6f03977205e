import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { EventWriter } from "./event-writer.ts";

test("writes events as JSON.stringify would, with times in seconds", () => {
  const writer = new EventWriter();
  // Few texts, so that the same long one often comes twice in a row.
  const text = fc.oneof(
    fc.constantFrom("x".repeat(100), '{"a":"\\n\\u2028"}'.repeat(9), ""),
    fc.string({ unit: "binary" }),
  );
  const value = fc.oneof(text, fc.jsonValue());
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("input", "output", "name", "parameters"), value),
      fc.nat(),
      (details, id) => {
        const event = { id, previousEventId: 0, timestamp: 1_795_000_000_123, type: "TaskStateEntered" };
        const full = { ...event, stateEnteredEventDetails: details as JsonObject };
        expect(JSON.parse(writer.text(full))).toEqual(
          JSON.parse(JSON.stringify({ ...full, timestamp: 1_795_000_000.123 })),
        );
        expect(JSON.parse(writer.text(event))).toEqual({ ...event, timestamp: 1_795_000_000.123 });
      },
    ),
    { numRuns: 500 },
  );
});
