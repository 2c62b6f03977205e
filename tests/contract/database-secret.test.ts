import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../../shared/adapters/postgres/create-database.ts";
import {
  type DatabaseAddress,
  type DatabaseServer,
} from "../../shared/adapters/postgres/database-address.ts";
import { openSource } from "../../shared/adapters/postgres/open-source.ts";
import { DatabaseUnavailableError } from "../../shared/contracts/errors.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";

const programs = findPostgres();
const certificate = programs === null ? null : selfSignedCertificate("localhost");
if (certificate === null) console.warn("Skipped: no PostgreSQL server or no openssl on this machine.");

function addressOf(url: string): DatabaseServer {
  const { port, username, password, pathname } = new URL(url);
  return { host: "localhost", port: Number(port), user: username, password, database: pathname.slice(1) };
}
const quiet = { onSystemAccess: () => undefined };

describe.skipIf(certificate === null)("a database that a secret names", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgresServer(programs!, certificate);
  });
  afterAll(() => server?.stop());

  async function newServer(): Promise<{ url: string; address: DatabaseServer }> {
    const url = await server.createDatabase();
    return { url, address: addressOf(url) };
  }

  function databaseAt(read: (options: { fresh: boolean }) => Promise<DatabaseAddress>) {
    const database = createDatabase(read, { ...quiet, poolSize: 1, connectTimeoutMs: 5_000 });
    onTestFinished(() => database.close());
    return database;
  }

  function trust(...certificates: string[]): void {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, ...certificates]);
    onTestFinished(() => setDefaultCACertificates(before));
  }

  test("is not asked for before it is needed", async () => {
    let asked = 0;
    const { url } = await newServer();
    const database = databaseAt(async () => {
      asked += 1;
      return url;
    });
    expect(asked).toBe(0);
    await database.ping();
    expect(asked).toBe(1);
  });

  test("is spoken to under its certificate", async () => {
    trust(certificate!.certificate);
    const { address } = await newServer();
    const source = openSource(async () => address);
    onTestFinished(() => source.close());
    const session = await source.lease();
    const rows = await session.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()", []);
    session.release(false);
    expect(rows).toEqual([{ ssl: true }]);
  });

  test("is refused with a certificate that nobody vouches for", async () => {
    const { address } = await newServer();
    const error: unknown = await databaseAt(async () => address)
      .ping()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect((error as DatabaseUnavailableError).details["code"]).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  test("is refused under a name that is not its own", async () => {
    const elsewhere = selfSignedCertificate("elsewhere.example.com")!;
    trust(elsewhere.certificate);
    const other = await startPostgresServer(programs!, elsewhere);
    onTestFinished(() => other.stop());
    const address = addressOf(await other.createDatabase());
    const error: unknown = await databaseAt(async () => address)
      .ping()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect((error as DatabaseUnavailableError).details["code"]).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  test("is logged in to with the new password after a rotation", async () => {
    const { url } = await newServer();
    const login = (password: string) => {
      const address = new URL(url);
      Object.assign(address, { username: "app", password });
      return address.href;
    };
    await server.execute(url, "create role app login superuser password 'first'");
    let cached = login("first");
    const freshly: boolean[] = [];
    const database = databaseAt(async ({ fresh }) => {
      freshly.push(fresh);
      if (fresh) cached = login("second");
      return cached;
    });
    await database.ping();
    await server.execute(url, "alter role app password 'second'");
    await server.execute(url, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
    await expect
      .poll(() =>
        database.ping().then(
          () => "answers",
          () => "cut off",
        ),
      )
      .toBe("answers");
    expect(freshly.filter(Boolean)).toEqual([true]);
  });

  test("stays refused where a new look gives the same password", async () => {
    const { url } = await newServer();
    const wrong = url.replace(/:[^:@]*@/, ":wrong@");
    const freshly: boolean[] = [];
    const database = databaseAt(async ({ fresh }) => {
      freshly.push(fresh);
      return wrong;
    });
    await expect(database.ping()).rejects.toThrow(DatabaseUnavailableError);
    expect(freshly).toEqual([false, true]);
  });

  test("is followed to another server, and work that runs on the old one ends there", async () => {
    const [first, second] = [await newServer(), await newServer()];
    let now = first.url;
    const source = openSource(async () => now, { poolSize: 1 });
    onTestFinished(() => source.close());
    const nameOf = "select current_database() as name";
    const before = await source.lease();
    now = second.url;
    const after = await source.lease();
    expect(await after.query(nameOf, [])).toEqual([{ name: second.address.database }]);
    expect(await before.query(nameOf, [])).toEqual([{ name: first.address.database }]);
    before.release(false);
    after.release(false);
  });
});
