import * as z from "zod/mini";

/** A server with what it takes to log in there; the connection is encrypted and the server has to prove its name. */
export interface DatabaseServer {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
}

/** A database's URL, or a server. */
export type DatabaseAddress = string | DatabaseServer;

/** Reads where the database is, at the latest possible moment; `fresh` after a login was refused. */
export type ReadDatabaseAddress = (options: { fresh: boolean }) => Promise<DatabaseAddress>;

const urlSchema = z.object({ url: z.string().check(z.minLength(1)) });

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
const serverSchema = z.pipe(
  z.object({
    host: z.string().check(z.minLength(1)),
    port: z._default(z.coerce.number().check(z.int(), z.positive()), 5432),
    dbname: z.string().check(z.minLength(1)),
    username: z.string().check(z.minLength(1)),
    password: z.string().check(z.minLength(1)),
  }),
  z.transform(({ host, port, dbname, username, password }): DatabaseServer => ({
    host,
    port,
    database: dbname,
    user: username,
    password,
  })),
);

/**
 * The database's secret: `{"url": "…"}`, or what Amazon RDS writes.
 * @throws Error that names the fields which are missing, and never a value
 */
export function parseDatabaseSecret(text: string): DatabaseAddress {
  const content = jsonOf(text);
  const withUrl = urlSchema.safeParse(content);
  if (withUrl.success) return withUrl.data.url;
  const server = serverSchema.safeParse(content);
  if (server.success) return server.data;
  const fields = server.error.issues.map(({ path }) => path.join(".")).filter((field) => field !== "");
  throw new Error(`The database's secret is JSON with url, or with ${fields.join(", ") || "fields"}.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
