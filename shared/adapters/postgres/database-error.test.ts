import { describe, expect, test } from "vitest";
import {
  ConflictError,
  DatabaseUnavailableError,
  InvalidInputError,
  NotAllowedError,
  NotFoundError,
} from "../../contracts/errors.ts";
import { breaksConnection, databaseError, unavailable } from "./database-error.ts";

const withCode = (code: string, more: object = {}) =>
  Object.assign(new Error("secret value"), { code }, more);

describe("databaseError()", () => {
  test.each([
    ["40001", DatabaseUnavailableError],
    ["40P01", DatabaseUnavailableError],
    ["08006", DatabaseUnavailableError],
    ["57014", DatabaseUnavailableError],
    ["57P01", DatabaseUnavailableError],
    ["53300", DatabaseUnavailableError],
    ["55P03", DatabaseUnavailableError],
    ["25P03", DatabaseUnavailableError],
    ["58030", DatabaseUnavailableError],
    ["23505", ConflictError],
    ["23503", NotFoundError],
    ["42501", NotAllowedError],
    ["22021", InvalidInputError],
    ["23502", InvalidInputError],
    ["23514", InvalidInputError],
    ["54000", InvalidInputError],
  ])("takes %s as %o", (code, type) => {
    const error = databaseError(withCode(code));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).not.toContain("secret");
  });

  test.each(["42601", "42P01", "25P02"])("leaves %s, a mistake of ours, as it is", (code) => {
    const mistake = withCode(code);
    expect(databaseError(mistake)).toBe(mistake);
  });

  test("names the constraint", () => {
    expect(databaseError(withCode("23505", { constraint: "runs_pkey" }))).toMatchObject({
      details: { sqlState: "23505", constraint: "runs_pkey" },
    });
  });

  test.each([
    withCode("ECONNRESET", { syscall: "read" }),
    new Error("Connection terminated unexpectedly"),
    new Error("timeout exceeded when trying to connect"),
  ])("takes a lost connection as unavailable: %s", (error) => {
    expect(breaksConnection(error)).toBe(true);
    expect(databaseError(error)).toBeInstanceOf(DatabaseUnavailableError);
  });

  test("keeps an error of ours", () => {
    const error = new NotFoundError("no");
    expect(databaseError(error)).toBe(error);
    expect(databaseError("text")).toBe("text");
  });
});

describe("unavailable()", () => {
  test("says the driver's code, and nothing of its message", () => {
    expect(unavailable(withCode("28P01"))).toMatchObject({
      message: "The database cannot be used now (28P01).",
      details: { code: "28P01" },
    });
    expect(unavailable(new Error("secret"))).toMatchObject({ message: "The database cannot be used now." });
  });

  test("keeps a refusal that trying again will not change", () => {
    const inUse = new ConflictError("in use");
    expect(unavailable(inUse)).toBe(inUse);
  });
});
