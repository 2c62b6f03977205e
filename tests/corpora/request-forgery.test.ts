import type { LookupAddress } from "node:dns";
import { existsSync, readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FetchBounds } from "../../shared/runtime/egress/bounded-fetch.ts";
import { createEgress } from "../../shared/runtime/egress/create-egress.ts";
import { isPublicAddress } from "../../shared/runtime/egress/public-address.ts";
import { startHostileServer } from "../../shared/runtime/egress/testing/hostile-server.ts";
import { vetUrl } from "../../shared/runtime/egress/vet-url.ts";
import { createVettedLookup } from "../../shared/runtime/egress/vetted-lookup.ts";
import { selfSignedCertificate } from "../support/certificate.ts";

interface Corpus {
  allowlist: string[];
  dns_fixture: Record<string, string[]>;
  vectors: { id: string; class: string; expect: "block" | "allow"; url: string; note?: string }[];
}

/** Addresses by which servers are made to send requests inwards, and some that are good. */
const file = fileURLToPath(new URL("../../../shared/corpora/security/ssrf/vectors.json", import.meta.url));
const corpus: Corpus | null = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Corpus) : null;
const certificate = selfSignedCertificate("*.example.com");
if (corpus === null) console.warn(`Skipped: ${file} is not there.`);
if (certificate === null) console.warn("Skipped in part: no openssl on this machine.");

const { vectors = [], allowlist = [], dns_fixture: names = {} } = corpus ?? {};
const needsServer = (note = "") => note.includes("fixture server");
const still = vectors.filter(({ note }) => !needsServer(note));
const moving = vectors.filter(({ note }) => needsServer(note));
const bounds: FetchBounds = { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxResponseBytes: 1_000_000 };

/** The corpus' names, and for every other one an address of the public internet: the worst that a resolver could say. */
async function resolve(host: string): Promise<LookupAddress[]> {
  const addresses = names[host] ?? ["93.184.215.14"];
  return addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
}

/** Whether a socket would be opened. */
async function passes(url: string, hosts: string[]): Promise<boolean> {
  try {
    const { hostname } = vetUrl(url, { hosts });
    const lookup = createVettedLookup(resolve, isPublicAddress);
    await new Promise<void>((connect, refuse) => {
      lookup(hostname, { all: true }, (error) => (error === null ? connect() : refuse(error)));
    });
    return true;
  } catch {
    return false;
  }
}

async function passed(hosts: string[]): Promise<{ attacks: string[]; good: string[] }> {
  const verdicts = await Promise.all(
    still.map(async (each) => ({ each, through: await passes(each.url, hosts) })),
  );
  const through = verdicts.filter((verdict) => verdict.through).map(({ each }) => each);
  const urlsOf = (verdict: "block" | "allow") =>
    through.filter((each) => each.expect === verdict).map(({ url }) => url);
  return { attacks: urlsOf("block"), good: urlsOf("allow") };
}

describe.skipIf(corpus === null)("requests that are to be turned inwards", () => {
  const attacks = still.filter((each) => each.expect === "block").length;
  const good = still.filter((each) => each.expect === "allow").map(({ url }) => url);

  test("none of the attacks passes, all that is good does", async () => {
    const result = await passed(allowlist);
    console.info(
      `Attacks passed: ${result.attacks.length} of ${attacks}. Good passed: ${result.good.length} of ${good.length}.`,
    );
    expect(result).toEqual({ attacks: [], good });
    expect([attacks, good.length]).toEqual([166, 9]);
  });

  test("without an allow-list, what passes names a public host and nothing else", async () => {
    const result = await passed(["*.com", "*.org", "*.test", "*.internal", "*.svc", "*.io"]);
    const hosts = new Set(result.attacks.map((url) => new URL(url).hostname));
    console.info(
      `Without an allow-list ${result.attacks.length} of ${attacks} pass, to: ${[...hosts].join(" ")}`,
    );
    for (const host of hosts) {
      expect(host).toMatch(/^[a-z0-9.-]+\.[a-z]+$/);
      expect((await resolve(host)).every(({ address }) => isPublicAddress(address))).toBe(true);
    }
    expect(result.good).toEqual(good);
  });

  test.skipIf(certificate === null)(
    "servers and resolvers that turn hostile later gain nothing",
    async () => {
      const server = await startHostileServer(certificate);
      onTestFinished(() => server.close());
      const gained: string[] = [];
      for (const { id, url } of moving) {
        const { hostname, pathname } = new URL(url);
        const asked: string[] = [];
        const egress = createEgress(
          {},
          {
            port: server.port,
            certificates: certificate!.certificate,
            isPublic: (address) => address === "127.0.0.1",
            async resolve(host) {
              asked.push(host);
              return answersOf(host, asked.length);
            },
          },
        );
        const path = pathname === "/" ? `/${hostname.split(".")[0]}` : pathname;
        const target = `https://${hostname.replace("attacker.test", "example.com")}:${server.port}${path}`;
        const before = server.requests.length;
        const body = await egress
          .within(bounds)(target, { headers: { authorization: "Bearer canary", cookie: "canary=1" } })
          .then((response) => response.text())
          .catch(() => "");
        const requests = server.requests.slice(before);
        const elsewhere = requests.some((request) => request.path !== path) || asked.length > 1;
        if (elsewhere || body.length > bounds.maxResponseBytes) gained.push(id);
      }
      console.info(
        `Hostile servers and resolvers that gained something: ${gained.length} of ${moving.length}.`,
      );
      expect([gained, moving.length]).toEqual([[], 11]);
    },
  );
});

/** "multi" has an internal address beside the public one; "rebind" has one when it is asked again. */
function answersOf(host: string, time: number): LookupAddress[] {
  const publicHere = { address: "127.0.0.1", family: 4 };
  const internal = { address: "127.0.0.2", family: 4 };
  if (host.startsWith("multi.")) return [publicHere, internal];
  return host.startsWith("rebind.") && time > 1 ? [internal] : [publicHere];
}
