import { describe, expect, test } from "vitest";
import {
  ProviderRefusedError,
  ProviderThrottledError,
  ProviderUnavailableError,
} from "../../contracts/errors.ts";
import { providerFailure } from "./provider-failure.ts";
import { readRetryAfterMs } from "./retry-after.ts";

const context = { provider: "openai", apiKey: "sk-1234567890", nowMs: () => 0 };
const sdkError = (fields: object) => Object.assign(new Error("500 the whole body"), fields);

describe("providerFailure()", () => {
  test("tells the provider's code and nothing of its message", () => {
    const error = providerFailure(sdkError({ status: 429, code: "insufficient_quota" }), context);
    expect(error).toBeInstanceOf(ProviderThrottledError);
    expect(error.message).toBe("openai answered 429 (insufficient_quota)");
    expect(error.details).toEqual({ provider: "openai", status: 429, code: "insufficient_quota" });
  });

  test.each(["sk-1234567890", "x-sk-1234567890", "two words", "a".repeat(65), "<script>", 7, null])(
    "keeps %j out of an error",
    (code) => {
      const error = providerFailure(sdkError({ status: 401, code }), context);
      expect(error.message).toBe("openai answered 401");
    },
  );

  test("believes a server that says a retry is of no use", () => {
    const headers = new Headers({ "x-should-retry": "false" });
    expect(providerFailure(sdkError({ status: 500, headers }), context)).toBeInstanceOf(ProviderRefusedError);
  });

  test.each([
    ["overloaded_error", ProviderUnavailableError],
    ["rate_limit_error", ProviderThrottledError],
    ["authentication_error", ProviderRefusedError],
    ["something_new", ProviderUnavailableError],
  ])("reads %s inside a stream", (type, kind) => {
    expect(providerFailure(sdkError({ status: undefined, type }), context)).toBeInstanceOf(kind);
  });

  test("copes with what is no error", () => {
    expect(providerFailure("boom", context)).toBeInstanceOf(ProviderUnavailableError);
    expect(providerFailure(undefined, context)).toBeInstanceOf(ProviderUnavailableError);
  });
});

describe("readRetryAfterMs()", () => {
  test.each([
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after-ms": "250", "retry-after": "3" }, 250],
    [{ "retry-after": "Thu, 01 Jan 1970 00:00:10 GMT" }, 9_000],
    [{ "retry-after": "Wed, 31 Dec 1969 00:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, expect.toSatisfy((value) => value === undefined || Number(value) >= 0)],
    [{}, undefined],
  ])("reads %j", (headers, expected) => {
    expect(readRetryAfterMs(new Headers(headers as Record<string, string>), 1_000)).toEqual(expected);
  });
});
