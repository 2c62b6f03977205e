import { describe, expect, test } from "vitest";
import { outcomeOfResponse } from "./delivery-outcome.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");
const outcome = (status: number, retryAfter: string | null = null) =>
  outcomeOfResponse({ status, retryAfter }, nowMs);

describe("outcomeOfResponse()", () => {
  test.each([200, 202, 204])("%i has taken it", (status) => {
    expect(outcome(status)).toEqual({ kind: "delivered", by: "http" });
  });

  test.each([408, 425, 429, 500, 502, 503, 504])("%i may take it later", (status) => {
    expect(outcome(status)).toEqual({
      kind: "retry",
      reason: `The receiver answered ${status}.`,
      askedMs: null,
    });
  });

  test.each([301, 307, 400, 401, 403, 404, 413, 422])("%i does not take it", (status) => {
    expect(outcome(status)).toMatchObject({ kind: "refused" });
  });

  test("410 wants to hear nothing more", () => {
    expect(outcome(410)).toMatchObject({ kind: "gone" });
  });

  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Sun, 01 Mar 2026 12:05:00 GMT", 300_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["soon", null],
    ["-5", null],
  ])("Retry-After: %s", (text, askedMs) => {
    expect(outcome(429, text)).toMatchObject({ kind: "retry", askedMs });
  });
});
