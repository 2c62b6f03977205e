import { parseDatabaseUrl } from "./database-url.ts";
import { createPgSource } from "./pg-source.ts";
import type { PgliteSettings } from "./pglite-source.ts";
import type { SessionSource } from "./session.ts";

export interface SourceOptions {
  /** Connections to a server at the most; an embedded database has one. */
  poolSize?: number;
  connectTimeoutMs?: number;
  /** Where a copy of an empty embedded database is kept to create others from in a fraction of the time. */
  snapshotDirectory?: string;
}

/** Connections for a database's URL; nothing is opened before the first is leased. @throws InvalidInputError */
export function openSource(url: string, options: SourceOptions = {}): SessionSource {
  const location = parseDatabaseUrl(url);
  const { poolSize = 10, connectTimeoutMs = 10_000, snapshotDirectory = null } = options;
  if (location.kind === "server") return createPgSource(url, { poolSize, connectTimeoutMs });
  return openEmbedded({ directory: location.directory, snapshotDirectory });
}

/** Loads the embedded database's code with the first lease: where there is a server, none of it is shipped. */
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
