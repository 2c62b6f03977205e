import { createAddressedSource } from "./addressed-source.ts";
import type { DatabaseAddress, ReadDatabaseAddress } from "./database-address.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { createPgSource } from "./pg-source.ts";
import type { PgliteSettings } from "./pglite-source.ts";
import type { SessionSource } from "./session.ts";

export interface SourceOptions {
  /** Connections to a server at the most; an embedded database has one. */
  poolSize?: number;
  connectTimeoutMs?: number;
  /** A server's connection that was idle for longer is replaced. */
  mostIdleMs?: number;
  /** Where a copy of an empty embedded database is kept to create others from in a fraction of the time. */
  snapshotDirectory?: string;
}

/** Connections to a database; nothing is opened, nor is the address read, before the first is leased. @throws InvalidInputError */
export function openSource(
  address: DatabaseAddress | ReadDatabaseAddress,
  options: SourceOptions = {},
): SessionSource {
  if (typeof address === "function") return createAddressedSource(address, (read) => open(read, options));
  return open(address, options);
}

function open(address: DatabaseAddress, options: SourceOptions): SessionSource {
  const { poolSize = 10, connectTimeoutMs = 10_000, mostIdleMs = 60_000, snapshotDirectory = null } = options;
  const settings = { poolSize, connectTimeoutMs, mostIdleMs };
  if (typeof address !== "string") {
    // The server's certificate has to be good for its name (libpq's verify-full).
    return createPgSource({ ...address, ssl: { rejectUnauthorized: true } }, settings);
  }
  const location = parseDatabaseUrl(address);
  if (location.kind === "server") return createPgSource({ connectionString: address }, settings);
  return openEmbedded({ directory: location.directory, snapshotDirectory });
}

/** Loads the embedded database's code with the first lease: Lambda's bundles, which have a server, do not hold it. */
function openEmbedded(settings: PgliteSettings): SessionSource {
  let opening: Promise<SessionSource> | undefined;
  let opened: SessionSource | undefined;
  const open = () =>
    (opening ??= import("./pglite-source.ts").then(
      ({ createPgliteSource }) => (opened = createPgliteSource(settings)),
    ));
  return {
    lease: async () => (await open()).lease(),
    settings: (timeoutMs) => opened?.settings(timeoutMs) ?? [],
    close: async () => (await open()).close(),
  };
}
