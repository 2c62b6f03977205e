import { describe, expect, test } from "vitest";
import { waitUntilAwake } from "./wait-until-awake.ts";

const withCode = (code: string) => Object.assign(new Error("refused"), { code });

function sleeper(errors: Error[]) {
  const clock = { nowMs: 0 };
  let tries = 0;
  const connect = async () => {
    tries += 1;
    const error = errors[tries - 1];
    if (error !== undefined) throw error;
    return "connected";
  };
  const patience = {
    timeoutMs: 2_000,
    nowMs: () => clock.nowMs,
    pause: async (ms: number) => void (clock.nowMs += ms),
  };
  return { run: () => waitUntilAwake(connect, patience), tries: () => tries, clock };
}

describe("waitUntilAwake()", () => {
  test.each([withCode("57P03"), withCode("ECONNRESET"), new Error("Connection terminated unexpectedly")])(
    "tries again after %s",
    async (error) => {
      const { run, tries } = sleeper([error, error]);
      expect(await run()).toBe("connected");
      expect(tries()).toBe(3);
    },
  );

  test.each([
    withCode("28P01"),
    withCode("ECONNREFUSED"),
    new Error("timeout exceeded when trying to connect"),
  ])("does not wait after %s", async (error) => {
    const { run, tries } = sleeper([error]);
    await expect(run()).rejects.toThrow(error);
    expect(tries()).toBe(1);
  });

  test("gives up when the time is over, with the last error", async () => {
    const { run, clock } = sleeper(Array.from({ length: 99 }, () => withCode("57P03")));
    await expect(run()).rejects.toThrow("refused");
    expect(clock.nowMs).toBeLessThanOrEqual(2_000);
  });
});
