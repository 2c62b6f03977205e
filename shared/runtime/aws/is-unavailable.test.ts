import { describe, expect, test } from "vitest";
import { isUnavailable } from "./is-unavailable.ts";

const named = (name: string, rest: object = {}) => Object.assign(new Error("x"), { name, ...rest });

describe("isUnavailable()", () => {
  test.each([
    named("ThrottlingException", { $fault: "client" }),
    named("InternalServerError", { $fault: "server" }),
    named("TimeoutError"),
    named("Error", { code: "ECONNREFUSED" }),
    named("AggregateError", { code: "ECONNREFUSED" }),
  ])("is true of %o", (error) => expect(isUnavailable(error)).toBe(true));

  test.each([
    named("AccessDeniedException", { $fault: "client" }),
    named("ResourceNotFoundException", { $fault: "client" }),
    named("ConditionalCheckFailedException", { $fault: "client" }),
    named("CredentialsProviderError"),
    named("TypeError"),
    "ECONNREFUSED",
  ])("is false of %o", (error) => expect(isUnavailable(error)).toBe(false));
});
