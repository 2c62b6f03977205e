import { describe, expect, test } from "vitest";
import { parseDatabaseSecret } from "./database-address.ts";

describe("parseDatabaseSecret()", () => {
  test("reads what Amazon RDS writes", () => {
    const secret = {
      engine: "postgres",
      host: "db.cluster.example.com",
      port: 5432,
      dbname: "hil",
      username: "hil_login",
      password: "p",
      dbClusterIdentifier: "hil-dev",
    };
    expect(parseDatabaseSecret(JSON.stringify(secret))).toEqual({
      host: "db.cluster.example.com",
      port: 5432,
      database: "hil",
      user: "hil_login",
      password: "p",
    });
  });

  test("reads a URL", () => {
    expect(parseDatabaseSecret('{"url":"pglite://memory"}')).toBe("pglite://memory");
  });

  test("names what is missing, and never a value", () => {
    const parse = () => parseDatabaseSecret('{"username":"u","password":"canary","host":"canary"}');
    expect(parse).toThrow("dbname");
    expect(parse).not.toThrow("canary");
  });

  test.each(["", "canary", "null", "[]", '"canary"'])("refuses %j", (text) => {
    expect(() => parseDatabaseSecret(text)).toThrow("The database's secret is JSON with url");
    expect(() => parseDatabaseSecret(text)).not.toThrow("canary");
  });
});
