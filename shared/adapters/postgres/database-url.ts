import { isAbsolute, resolve } from "node:path";
import { InvalidInputError } from "../../contracts/errors.ts";

export type DatabaseLocation =
  | { kind: "server" }
  /** `directory` is null in memory. */
  | { kind: "embedded"; directory: string | null };

/**
 * What a database's URL means: `postgres://…` or `postgresql://…` a server, `pglite:///absolute/path` a directory,
 * `pglite://memory` an embedded database that ends with its process.
 * @throws InvalidInputError, without the URL, which may hold a password
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  const at = url.indexOf("://");
  const scheme = url.slice(0, Math.max(at, 0));
  const rest = url.slice(at + "://".length);
  if (scheme === "postgres" || scheme === "postgresql") return { kind: "server" };
  if (scheme === "pglite") {
    if (rest === "memory") return { kind: "embedded", directory: null };
    const path = decodePath(rest);
    if (isAbsolute(path)) return { kind: "embedded", directory: resolve(path) };
  }
  throw new InvalidInputError(
    "A database URL starts with postgres://, or is pglite:///absolute/path or pglite://memory.",
  );
}

/** A path may be percent-encoded or not. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
