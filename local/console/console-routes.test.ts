import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { consoleRoutes } from "./console-routes.ts";
import type { SignIn } from "./sign-in.ts";
import { createSignInCodes } from "./sign-in-codes.ts";

const folder = mkdtempSync(join(tmpdir(), "hil-console-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const codes = createSignInCodes();
const signIn: SignIn = {
  codeFor: (person) => codes.issue(person),
  redeem: async (code) => {
    const person = codes.redeem(code);
    return person && { credential: person.subject, customer_credential: "customer" };
  },
};
const app = consoleRoutes({ folder, signIn });
const exchange = (body: unknown) =>
  app.request("/console/sign-in", { method: "POST", body: JSON.stringify(body) });

test("what is not built is not there, and is served as soon as it is", async () => {
  expect((await app.request("/")).status).toBe(404);
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "assets/index-1.js"), "1");
  expect((await app.request("/")).status).toBe(200);
});

test.each(["/", "/inbox/conv_1", "/admin"])(
  "%s is the one page, under the strictest policy",
  async (path) => {
    const response = await app.request(path);
    expect(await response.text()).toBe("<!doctype html>");
    const { headers } = response;
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'self'");
    expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
    expect(headers.get("Cache-Control")).toBe("no-cache");
  },
);

test("a file named by its content is kept for good; others are not there", async () => {
  const script = await app.request("/assets/index-1.js");
  expect(script.headers.get("Content-Type")).toContain("text/javascript");
  expect(script.headers.get("Cache-Control")).toContain("immutable");
  for (const path of ["/assets/none.js", "/../package.json", "/%2e%2e/package.json"])
    expect((await app.request(path)).status).toBe(404);
});

test.each(["/api/v1/me", "/api", "/health", "/ready", "/dev-issuer/jwks.json"])(
  "%s is left to the API",
  async (path) => {
    expect((await app.request(path)).status).toBe(404);
  },
);

test("a code signs in once", async () => {
  const code = codes.issue({ subject: "maria", roles: ["owner"] });
  const first = await exchange({ code });
  expect(first.headers.get("Cache-Control")).toBe("no-store");
  expect(await first.json()).toEqual({ credential: "maria", customer_credential: "customer" });
  expect((await exchange({ code })).status).toBe(401);
});

test.each([{ code: "guessed" }, { code: "" }, {}, "text", null])("%j signs nobody in", async (body) => {
  expect((await exchange(body)).status).toBe(401);
});
