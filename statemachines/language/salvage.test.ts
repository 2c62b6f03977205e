import { expect, test } from "vitest";
import * as z from "zod";
import { salvage } from "./salvage.ts";

const schema = z.strictObject({
  id: z.string(),
  count: z.int().optional(),
  config: z.strictObject({ a: z.int().optional() }).optional(),
});

test("keeps what is right of a value", () => {
  expect(salvage(schema, { id: "x", count: "many", config: { a: "b" }, extra: 1 })).toEqual({
    id: "x",
    config: {},
  });
});

test("gives up where what is wrong is needed", () => {
  expect(salvage(schema, { id: 7 })).toBeUndefined();
  expect(salvage(schema, "text")).toBeUndefined();
});
