import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createSecrets } from "../../shared/adapters/secrets/create-secrets.ts";
import { type LoopbackAws, startLoopbackAws } from "../support/loopback-aws.ts";

const region = "us-east-1";
let aws: LoopbackAws;

beforeAll(async () => {
  aws = await startLoopbackAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.secrets["login"] = "first";
});

function secretsAt(keepMs = 300_000) {
  const clock = { nowMs: 0 };
  const secrets = createSecrets({ region, nowMs: () => clock.nowMs, keepMs, timeoutMs: 30_000 });
  return { secrets, clock };
}

describe("a secret", () => {
  test("is kept for a while, then read again", async () => {
    const { secrets, clock } = secretsAt();
    expect(await secrets.read("login")).toBe("first");
    aws.secrets["login"] = "second";
    clock.nowMs = 299_999;
    expect(await secrets.read("login")).toBe("first");
    clock.nowMs = 300_000;
    expect(await secrets.read("login")).toBe("second");
  });

  test("is read again at once when it was refused where it was used", async () => {
    const { secrets } = secretsAt();
    await secrets.read("login");
    aws.secrets["login"] = "second";
    expect(await secrets.read("login", { fresh: true })).toBe("second");
    expect(await secrets.read("login")).toBe("second");
  });

  test("is read each time where none is kept", async () => {
    const { secrets } = secretsAt(0);
    await secrets.read("login");
    aws.secrets["login"] = "second";
    expect(await secrets.read("login")).toBe("second");
  });

  test("is asked for once by many at the same time", async () => {
    const { secrets } = secretsAt();
    const reads = [secrets.read("login"), secrets.read("login")];
    aws.secrets["login"] = "second";
    expect(new Set(await Promise.all(reads)).size).toBe(1);
  });

  test("that does not exist is refused, and found once it does", async () => {
    const { secrets } = secretsAt();
    const refusal = expect.objectContaining({ name: "ResourceNotFoundException" });
    await expect(secrets.read("later")).rejects.toThrow(refusal);
    aws.secrets["later"] = "text";
    expect(await secrets.read("later")).toBe("text");
  });

  test("stays good while Secrets Manager cannot be reached, unless it was refused", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", process.env["AWS_ENDPOINT_URL"]);
    onTestFinished(() => void vi.unstubAllEnvs());
    const mortal = await startLoopbackAws({ login: "first" });
    const { secrets, clock } = secretsAt();
    await secrets.read("login");
    await mortal.close();
    clock.nowMs = 300_000;
    expect(await secrets.read("login")).toBe("first");
    await expect(secrets.read("login", { fresh: true })).rejects.toThrow("ECONNREFUSED");
  });
});
