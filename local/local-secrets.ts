import { topology } from "../infra/topology.ts";
import { parseDatabaseUrl } from "../shared/adapters/postgres/database-url.ts";
import type { SecretSpec } from "../shared/contracts/topology.ts";
import { openSealingKeys } from "./sealing-keys.ts";

/**
 * What stands in Secrets Manager on AWS, by name: here it comes from the user's environment, and is kept in memory only.
 * The database is the one of `DATABASE_URL`, else an embedded one below the data directory, where the sealing keys are.
 * @throws InvalidInputError for a URL that is none of a database
 */
export function localSecrets(env: NodeJS.ProcessEnv, dataDir: string): Record<string, string> {
  const url = env["DATABASE_URL"] ?? `pglite://${dataDir}/postgres`;
  parseDatabaseUrl(url);
  const textOf: Record<SecretSpec["writtenBy"], (fields: string[]) => string> = {
    database: () => JSON.stringify({ url }),
    operator: (fields) => JSON.stringify(pick(env, fields)),
    deployment: () => openSealingKeys(dataDir),
  };
  return Object.fromEntries(
    Object.entries(topology.secrets).map(([name, { writtenBy, fields }]) => [
      name,
      textOf[writtenBy](fields),
    ]),
  );
}

function pick(env: NodeJS.ProcessEnv, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
