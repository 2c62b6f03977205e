import type { LookupAddress, LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { EgressRefusedError } from "./egress-refused-error.ts";

/** All addresses of a host. Rejects when it has none. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/**
 * A `lookup` for sockets that connect to vetted addresses only. The addresses that were checked are the ones connected to:
 * nothing is asked twice, so a name that answers differently the second time gains nothing. One address that is not
 * public refuses the name, whatever the others are.
 */
export function createVettedLookup(resolve: Resolve, isPublic: (address: string) => boolean): LookupFunction {
  const ask = callbackify((host: string) => vettedAddresses(host, resolve, isPublic));
  return (host, options, callback) =>
    ask(host, (error, addresses) => {
      if (error) callback(error, "");
      else answer(addresses, options, callback);
    });
}

async function vettedAddresses(
  host: string,
  resolve: Resolve,
  isPublic: (address: string) => boolean,
): Promise<LookupAddress[]> {
  const addresses = await resolve(host);
  if (addresses.length > 0 && addresses.every(({ address }) => isPublic(address))) return addresses;
  throw new EgressRefusedError("not-public", "The host is not on the public internet.");
}

function answer(
  addresses: LookupAddress[],
  { all, family }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  if (all === true) return callback(null, addresses);
  const wanted = addresses.find((each) => !family || each.family === family) ?? addresses[0]!;
  callback(null, wanted.address, wanted.family);
}
