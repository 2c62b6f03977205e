import type { Grant } from "./grants-of.ts";
import type { RestrictedHost } from "./restricted-host.ts";

/** Prepares, with all grants, and gives back what cannot be done without one of them. */
export type Scenario = (host: RestrictedHost) => Promise<() => Promise<unknown>>;

/** @throws Error when the topology has no such grant */
export type GrantNamed = (name: string) => Grant;
