import { describe, expect, onTestFinished, test } from "vitest";
import { selfSignedCertificate } from "../../../tests/support/certificate.ts";
import type { FetchBounds } from "./bounded-fetch.ts";
import { createEgress } from "./create-egress.ts";
import { EgressTimeoutError, findCause, ResponseTooLargeError } from "./egress-errors.ts";
import { EgressRefusedError } from "./egress-refused-error.ts";
import type { EgressRules } from "./egress-rules.ts";
import type { Internet } from "./internet.ts";
import { startHostileServer } from "./testing/hostile-server.ts";

const certificate = selfSignedCertificate("*.example.com");

const publicHere = { address: "127.0.0.1", family: 4 };
const internal = { address: "10.0.0.1", family: 4 };
const bounds: FetchBounds = { timeoutMs: 5_000, idleTimeoutMs: 5_000, maxResponseBytes: 100_000 };

/** An internet that is one server on 127.0.0.1, to which every name leads. */
async function startInternet(rules: EgressRules = {}, own: Partial<Internet> = {}) {
  const server = await startHostileServer(certificate);
  onTestFinished(() => server.close());
  const asked: string[] = [];
  const internet: Internet = {
    port: server.port,
    async resolve(host) {
      asked.push(host);
      return [publicHere];
    },
    isPublic: (address) => address === publicHere.address,
    certificates: certificate!.certificate,
    ...own,
  };
  const egress = createEgress(rules, internet);
  return { server, asked, egress, at: (path: string) => `https://hooks.example.com:${server.port}${path}` };
}

describe.skipIf(certificate === null)("createEgress()", () => {
  test("sends a request to a public host and hands its answer on", async () => {
    const { egress, server, at } = await startInternet();
    const response = await egress.within(bounds)(at("/in?x=1"), {
      method: "POST",
      body: "{}",
      headers: { "webhook-id": "msg_1" },
    });
    expect([response.status, await response.text()]).toEqual([200, "hello"]);
    expect(server.requests).toMatchObject([{ path: "/in?x=1", headers: { "webhook-id": "msg_1" } }]);
  });

  test("trusts public authorities only, unless told", async () => {
    const { server, at } = await startInternet();
    const egress = createEgress(
      {},
      { port: server.port, resolve: async () => [publicHere], isPublic: () => true },
    );
    await expect(egress.within(bounds)(at("/"))).rejects.toThrow("fetch failed");
    expect(server.requests).toEqual([]);
  });

  test("checks the certificate against the address's host", async () => {
    const { egress, server } = await startInternet();
    await expect(egress.within(bounds)(`https://attacker.test:${server.port}/`)).rejects.toThrow(
      "fetch failed",
    );
    expect(server.requests).toEqual([]);
  });

  test("asks the address's host, whatever a header says", async () => {
    const { egress, server, at } = await startInternet();
    await egress.within(bounds)(at("/"), { headers: { Host: "internal.example.com" } });
    expect(server.requests).toMatchObject([{ host: `hooks.example.com:${server.port}` }]);
  });

  test("opens no connection to a host that is not public, nor to one that is only partly", async () => {
    for (const addresses of [[internal], [publicHere, internal], [internal, publicHere], []]) {
      const { egress, server, at } = await startInternet({}, { resolve: async () => addresses });
      const failure = egress.within(bounds)(at("/"));
      await expect(failure).rejects.toThrow(EgressRefusedError);
      await expect(failure).rejects.toMatchObject({ reason: "not-public" });
      expect(server.connections()).toBe(0);
    }
  });

  test("connects to the addresses that it vetted: a name that answers otherwise next time gains nothing", async () => {
    const answers = [[publicHere], [internal], [publicHere]];
    let asked = 0;
    const { egress, server, at } = await startInternet({}, { resolve: async () => answers[asked++]! });
    const send = egress.within(bounds);
    expect((await send(at("/first"))).status).toBe(200);
    expect(asked).toBe(1);
    await expect(send(at("/second"))).rejects.toThrow(EgressRefusedError);
    expect(asked).toBe(2);
    expect(server.requests.map(({ path, from }) => [path, from])).toEqual([["/first", "127.0.0.1"]]);
  });

  test("vets each request, because none uses another's connection", async () => {
    const { egress, server, asked, at } = await startInternet();
    const send = egress.within(bounds);
    for (const path of ["/1", "/2", "/3"]) await (await send(at(path))).text();
    expect([asked.length, server.connections()]).toEqual([3, 3]);
  });

  test.each(["/302-other", "/chain6", "/rel", "/meta"])("follows nowhere: %s", async (path) => {
    const { egress, server, asked, at } = await startInternet();
    const response = await egress.within(bounds)(at(path), { headers: { authorization: "Bearer canary" } });
    expect(response.status).toBe(path === "/meta" ? 200 : 302);
    await response.text();
    expect(server.requests.map((request) => request.path)).toEqual([path]);
    expect(asked).toEqual(["hooks.example.com"]);
  });

  test.each(["/silent", "/slow"])("does not wait for ever: %s", async (path) => {
    const { egress, at } = await startInternet();
    const send = egress.within({ ...bounds, timeoutMs: 60 });
    const failure = await send(at(path))
      .then((response) => response.text())
      .catch((error: unknown) => error);
    expect(findCause(failure, EgressTimeoutError)).toBeDefined();
  });

  test.each(["/big", "/gzipbomb"])("keeps no more than its limit: %s", async (path) => {
    const { egress, at } = await startInternet();
    const response = await egress.within(bounds)(at(path));
    await expect(response.text()).rejects.toThrow(ResponseTooLargeError);
  });

  test("takes no megabyte of headers", async () => {
    const { egress, at } = await startInternet();
    await expect(egress.within(bounds)(at("/headers"))).rejects.toThrow("fetch failed");
  });

  test("asks no resolver about a host that the operator does not allow", async () => {
    const { egress, asked, server, at } = await startInternet({ hosts: ["*.example.com"] });
    expect((await egress.within(bounds)(at("/"))).status).toBe(200);
    const refused = egress.within(bounds)(`https://attacker.test:${server.port}/`);
    await expect(refused).rejects.toMatchObject({ reason: "host-not-allowed" });
    expect(asked).toEqual(["hooks.example.com"]);
  });

  test("refuses an address in a Request, which a parser has changed already", async () => {
    const { egress, at } = await startInternet();
    await expect(egress.within(bounds)(new Request(at("/")))).rejects.toThrow(TypeError);
  });
});

describe("an origin that the operator names", () => {
  async function startInside() {
    const server = await startHostileServer(null);
    onTestFinished(() => server.close());
    const origin = `http://127.0.0.1:${server.port}`;
    return { server, origin, send: createEgress({ origins: [origin] }).within(bounds) };
  }

  test("is reached, though it is within the network", async () => {
    const { origin, send, server } = await startInside();
    expect(await (await send(`${origin}/in`, { method: "POST", body: "{}" })).text()).toBe("hello");
    expect(server.requests).toMatchObject([{ path: "/in" }]);
  });

  test("opens no other origin, also not by a redirect", async () => {
    const { origin, send, server } = await startInside();
    expect((await send(`${origin}/302-other`)).status).toBe(302);
    const others = [
      `http://localhost:${server.port}/`,
      `${origin}1/`,
      `${origin}@attacker.test/`,
      `http://user@127.0.0.1:${server.port}/`,
      `http://127.1:${server.port}/`,
      `HTTP://127.0.0.1:${server.port}/`,
      `${origin}\\@attacker.test/`,
    ];
    for (const other of others) await expect(send(other)).rejects.toThrow(EgressRefusedError);
    expect(server.requests.map(({ path }) => path)).toEqual(["/302-other"]);
  });
});
