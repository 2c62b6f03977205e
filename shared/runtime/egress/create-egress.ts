import { lazy } from "../lazy.ts";
import { createBoundedFetch, type Fetch, type FetchBounds } from "./bounded-fetch.ts";
import { findCause } from "./egress-errors.ts";
import { EgressRefusedError } from "./egress-refused-error.ts";
import type { EgressRules } from "./egress-rules.ts";
import { internet as publicInternet, type Internet } from "./internet.ts";
import { vetUrl } from "./vet-url.ts";
import { createVettedLookup } from "./vetted-lookup.ts";

/** The one way to addresses that tenants or users give. */
export interface Egress {
  /** Whether requests may go there as far as one can tell without asking the network. @throws EgressRefusedError */
  vet(address: string): URL;
  /**
   * A bounded `fetch` that cannot be turned inwards: https to public hosts, no redirect followed, no proxy, no connection
   * used twice. Rejects with EgressRefusedError, EgressTimeoutError, ResponseTooLargeError, or what the network says.
   */
  within(bounds: FetchBounds): Fetch;
}

const connectTimeoutMs = 10_000;
const maxHeaderBytes = 16 * 1024;

export function createEgress(rules: EgressRules, internet: Internet = publicInternet): Egress {
  const vet = (address: string) => vetUrl(address, rules, internet.port);
  const sender = lazy(() => createSender(internet));
  const send: Fetch = async (input, init) => {
    const url = vet(addressOf(input));
    const isNamedOrigin = rules.origins?.includes(url.origin) ?? false;
    if (isNamedOrigin) return fetch(url, init);
    return (await sender())(url, init);
  };
  return { vet, within: (bounds) => createBoundedFetch(bounds, send) };
}

function addressOf(input: string | URL | Request): string {
  if (input instanceof Request)
    throw new TypeError("Give an address and its options: a Request has been parsed already.");
  return String(input);
}

/** A `fetch` whose sockets go to vetted addresses. undici is loaded with the first request. */
async function createSender({ resolve, isPublic, certificates }: Internet): Promise<Fetch> {
  // It is CommonJS, whose names a bundle does not have beside the default.
  const { default: undici } = await import("undici");
  const dispatcher = new undici.Agent({
    connect: {
      lookup: createVettedLookup(resolve, isPublic),
      timeout: connectTimeoutMs,
      ...(certificates !== undefined && { ca: certificates }),
    },
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    // No keep-alive: each request vets the addresses that it goes to.
    pipelining: 0,
  });
  return async (url, init) => {
    const options = { ...init, dispatcher } as import("undici").RequestInit;
    try {
      return await undici.fetch(url as URL, options);
    } catch (error) {
      throw findCause(error, EgressRefusedError) ?? error;
    }
  };
}
