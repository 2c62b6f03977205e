import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function egressWith(settings: Record<string, string>) {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const { egress } = await import("./egress.ts");
  return egress;
}

describe("egress()", () => {
  test("goes to every public host unless told, and to none within the network", async () => {
    const { vet } = (await egressWith({}))();
    expect(vet("https://hooks.example.com/in").hostname).toBe("hooks.example.com");
    expect(() => vet("http://127.0.0.1:8025/in")).toThrow("does not begin with https");
  });

  test("goes to the operator's hosts and origins", async () => {
    const { vet } = (
      await egressWith({
        HIL_EGRESS_HOSTS: "hooks.example.com, *.example.org",
        HIL_EGRESS_ALLOWED_ORIGINS: "http://127.0.0.1:8025",
      })
    )();
    for (const address of [
      "https://hooks.example.com/",
      "https://a.example.org/",
      "http://127.0.0.1:8025/in",
    ])
      expect(vet(address).href).toBe(address);
    expect(() => vet("https://example.net/")).toThrow("does not allow");
  });

  test.each([
    ["HIL_EGRESS_HOSTS", "https://hooks.example.com"],
    ["HIL_EGRESS_HOSTS", "*"],
    ["HIL_EGRESS_HOSTS", "localhost"],
    ["HIL_EGRESS_ALLOWED_ORIGINS", "http://127.0.0.1:8025/"],
    ["HIL_EGRESS_ALLOWED_ORIGINS", "127.0.0.1:8025"],
    ["HIL_EGRESS_ALLOWED_ORIGINS", "null"],
  ])("says what is wrong with %s=%s", async (name, value) => {
    expect(await egressWith({ [name]: value })).toThrow(name);
  });
});
