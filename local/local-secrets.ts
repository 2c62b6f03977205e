import { topology } from "../infra/topology.ts";
import { parseDatabaseUrl } from "../shared/adapters/postgres/database-url.ts";
import type { SecretSpec } from "../shared/contracts/topology.ts";

/**
 * What stands in Secrets Manager on AWS, by name: here it comes from the user's environment, and is kept in memory only.
 * The database is the one of `DATABASE_URL`, else an embedded one below the data directory.
 * @throws InvalidInputError for a URL that is none of a database
 */
export function localSecrets(env: NodeJS.ProcessEnv, dataDir: string): Record<string, string> {
  const url = env["DATABASE_URL"] ?? `pglite://${dataDir}/postgres`;
  parseDatabaseUrl(url);
  const contentOf = ({ writtenBy, fields }: SecretSpec) =>
    writtenBy === "database" ? { url } : pick(env, fields);
  return Object.fromEntries(
    Object.entries(topology.secrets).map(([name, spec]) => [name, JSON.stringify(contentOf(spec))]),
  );
}

function pick(env: NodeJS.ProcessEnv, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
