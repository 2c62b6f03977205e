import { lookup } from "node:dns/promises";
import { isPublicAddress } from "./public-address.ts";
import type { Resolve } from "./vetted-lookup.ts";

/** What is taken for the internet: a suite has one of its own, on loopback. */
export interface Internet {
  port: number;
  resolve: Resolve;
  isPublic: (address: string) => boolean;
  /** Certificates to trust instead of the public authorities', as PEM. */
  certificates?: string;
}

export const internet: Internet = {
  port: 443,
  resolve: (host) => lookup(host, { all: true, order: "verbatim" }),
  isPublic: isPublicAddress,
};
