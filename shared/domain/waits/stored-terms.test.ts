import { expect, test } from "vitest";
import { plainTerms } from "../../contracts/approval.ts";
import { readTerms } from "./stored-terms.ts";

test("terms are read as they were written, whenever that was", () => {
  const { requesters: _requesters, ...rest } = plainTerms;
  const current = { ...rest, quorum: 2, requesters: ["ann", "bob"] };
  expect(readTerms(current)).toEqual(current);
  expect(readTerms({ ...rest, quorum: 2, requestedBy: "ann" })).toEqual({
    ...rest,
    quorum: 2,
    requesters: ["ann"],
  });
  expect(readTerms(null)).toEqual(plainTerms);
});
