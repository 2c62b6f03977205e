import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../contracts/errors.ts";
import { parseDatabaseUrl } from "./database-url.ts";

describe("parseDatabaseUrl()", () => {
  test.each(["postgres://u:p@host/db", "postgresql://host:5432/db?sslmode=verify-full"])(
    "takes %s as a server",
    (url) => {
      expect(parseDatabaseUrl(url)).toEqual({ kind: "server" });
    },
  );

  test.each([
    ["pglite:///home/me/.hil/postgres", "/home/me/.hil/postgres"],
    ["pglite:///with space/ä", "/with space/ä"],
    ["pglite:///with%20space", "/with space"],
    ["pglite:///100%", "/100%"],
    ["pglite:///a/../b/", "/b"],
  ])("takes %s as a directory", (url, directory) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: "embedded", directory });
  });

  test("takes pglite://memory as a database in memory", () => {
    expect(parseDatabaseUrl("pglite://memory")).toEqual({ kind: "embedded", directory: null });
  });

  test.each(["", "postgres", "mysql://u:secret@host/db", "pglite://relative/path", "pglite://", "pglite:/x"])(
    "refuses %j and does not repeat it",
    (url) => {
      expect(() => parseDatabaseUrl(url)).toThrow(InvalidInputError);
      expect(() => parseDatabaseUrl(url)).not.toThrow(/secret/);
    },
  );
});
