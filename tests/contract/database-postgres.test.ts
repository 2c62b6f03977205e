import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyMigrations } from "../../shared/adapters/postgres/apply-migrations.ts";
import { createDatabase } from "../../shared/adapters/postgres/create-database.ts";
import { migrate } from "../../shared/adapters/postgres/migrate.ts";
import { readMigrations } from "../../shared/adapters/postgres/migrations.ts";
import { openSource } from "../../shared/adapters/postgres/open-source.ts";
import { inTransaction } from "../../shared/adapters/postgres/transaction.ts";
import { ConflictError, DatabaseUnavailableError, FatalError } from "../../shared/contracts/errors.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";
import { testChangesInFlight } from "./database/changes.ts";
import { insertRun, sampleMessage, startMs } from "./database/samples.ts";
import { testDatabase } from "./database.testsuite.ts";

const programs = findPostgres();
if (programs === null) console.warn("Skipped: no PostgreSQL server on this machine (initdb and postgres).");

describe.skipIf(programs === null)("a PostgreSQL server", () => {
  let server: PostgresServer;
  const quiet = { onSystemAccess: () => {} };

  beforeAll(async () => {
    server = await startPostgresServer(programs!);
  });

  afterAll(async () => {
    await server?.stop();
  });

  describe("migrations on a new server", () => {
    test("are applied once when several processes start at once, on several databases of one server", async () => {
      const urls = [await server.createDatabase(), await server.createDatabase()];
      const applied = await Promise.all([...urls, ...urls, ...urls].map((url) => migrate(url)));
      expect(applied.flat().sort()).toEqual(
        readMigrations()
          .flatMap(({ name }) => [name, name])
          .sort(),
      );
    });
  });

  testDatabase("PostgreSQL", {
    open: async () => openSource(await server.createDatabase(), { poolSize: 50 }),
    raceRounds: Number(process.env["HIL_RACE_ROUNDS"] ?? 5),
  });

  describe("changes", () => {
    testChangesInFlight(async () =>
      createDatabase(await server.createDatabase(), { ...quiet, migrate: true, poolSize: 60 }),
    );
  });

  describe("migrations", () => {
    test("are applied once, in order", async () => {
      const url = await server.createDatabase();
      const names = readMigrations().map(({ name }) => name);
      expect(await migrate(url)).toEqual(names);
      expect(await migrate(url)).toEqual([]);
      const applied = await server.execute(url, "select name from hil_migrations order by applied_at");
      expect(applied.map(({ name }) => name)).toEqual(names);
    });

    test("refuse a database to which another text was applied", async () => {
      const url = await server.createDatabase();
      const source = openSource(url);
      const [first, ...rest] = readMigrations();
      await applyMigrations(source, [first!, ...rest]);
      const changed = { ...first!, checksum: "0".repeat(64) };
      await expect(applyMigrations(source, [changed, ...rest])).rejects.toThrow(ConflictError);
      await source.close();
    });

    test("leave alone what a newer version of the code has applied", async () => {
      const source = openSource(await server.createDatabase());
      const all = readMigrations();
      await applyMigrations(source, [
        ...all,
        { name: "9999_future", sql: "create table future ()", checksum: "x" },
      ]);
      expect(await applyMigrations(source, all)).toEqual([]);
      await source.close();
    });

    test("are undone as a whole when they fail, and name the reason", async () => {
      const url = await server.createDatabase();
      const source = openSource(url);
      const wrong = { name: "0001_wrong", sql: "create table half (id int); select nonsense", checksum: "x" };
      await expect(applyMigrations(source, [wrong])).rejects.toThrow(FatalError);
      await expect(applyMigrations(source, [wrong])).rejects.toThrow(/0001_wrong failed: .*nonsense/);
      expect(await server.execute(url, "select to_regclass('half') as half")).toEqual([{ half: null }]);
      await source.close();
    });

    test("run at the first use where that is asked for, and before nothing can be asked", async () => {
      const url = await server.createDatabase();
      const before = createDatabase(url, quiet);
      await expect(before.tenant("t", (tx) => tx.runs.get("x"))).rejects.toThrow(/./);
      await before.close();
      const database = createDatabase(url, { ...quiet, migrate: true });
      expect(await Promise.all([1, 2, 3].map(() => database.tenant("t", (tx) => tx.runs.get("x"))))).toEqual([
        null,
        null,
        null,
      ]);
      await database.close();
    });
  });

  describe("a login that is no superuser", () => {
    test("migrates its own database, works through the roles, and is bound as their owner", async () => {
      const superuserUrl = await server.createDatabase();
      await migrate(await server.createDatabase());
      const name = new URL(superuserUrl).pathname.slice(1);
      await server.execute(
        superuserUrl,
        `create role plain login password 'plain'; alter database ${name} owner to plain;
         grant hil_app, hil_system to plain`,
      );
      const url = superuserUrl.replace(/\/\/[^@]*@/, "//plain:plain@");
      const database = createDatabase(url, { ...quiet, migrate: true });
      const run = await database.tenant("t", (tx) => insertRun(tx, "t"));
      await database.tenant("t", (tx) => tx.outbox.add(sampleMessage("t", { createdAtMs: 1 })));
      expect(await database.tenant("other", (tx) => tx.runs.get(run.runId))).toBeNull();
      expect(await database.system("look", (tx) => tx.unsentMessages(startMs, 9))).toHaveLength(1);
      await database.close();
      for (const table of ["runs", "outbox", "workflows"]) {
        expect(await server.execute(url, `select * from ${table}`)).toEqual([]);
      }
    });
  });

  // As on Amazon RDS, whose master user is none of PostgreSQL's superusers.
  test("a login that may create roles migrates a server of its own from nothing", async () => {
    const fresh = await startPostgresServer(programs!);
    try {
      const superuserUrl = await fresh.createDatabase();
      const name = new URL(superuserUrl).pathname.slice(1);
      await fresh.execute(
        superuserUrl,
        `create role master login createrole createdb password 'master'; alter database ${name} owner to master`,
      );
      const url = superuserUrl.replace(/\/\/[^@]*@/, "//master:master@");
      const database = createDatabase(url, quiet);
      expect(await database.migrate()).toEqual(readMigrations().map((each) => each.name));
      expect(await database.migrate()).toEqual([]);
      const run = await database.tenant("t", (tx) => insertRun(tx, "t"));
      expect(await database.tenant("other", (tx) => tx.runs.get(run.runId))).toBeNull();
      expect(await database.system("look", (tx) => tx.unsentMessages(startMs, 9))).toEqual([]);
      await database.close();
      const [login] = await fresh.execute(
        superuserUrl,
        "select rolsuper, rolbypassrls from pg_roles where rolname = 'master'",
      );
      expect(login).toEqual({ rolsuper: false, rolbypassrls: false });
    } finally {
      await fresh.stop();
    }
  });

  describe("a server that fails", () => {
    test("is unavailable when nobody listens", async () => {
      const database = createDatabase("postgres://nobody:wrong@127.0.0.1:1/nothing", quiet);
      await expect(database.ping()).rejects.toThrow(DatabaseUnavailableError);
      await expect(database.tenant("t", (tx) => tx.runs.get("x"))).rejects.toThrow(DatabaseUnavailableError);
      await database.close();
    });

    test("is unavailable with a wrong password, which is not repeated", async () => {
      const url = (await server.createDatabase()).replace(/:[^:@]*@/, ":wrong-password@");
      const database = createDatabase(url, quiet);
      const error: unknown = await database.ping().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(String(error)).not.toContain("wrong-password");
      await database.close();
    });

    test("ends a transaction when it closes the connection, and serves the next", async () => {
      const url = await server.createDatabase();
      const database = createDatabase(url, { ...quiet, migrate: true, poolSize: 1 });
      const cut = database.tenant("t", async (tx) => {
        await tx.outbox.add(sampleMessage("t", { createdAtMs: 1 }));
        await server.execute(
          url,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
        return tx.runs.get("x");
      });
      await expect(cut).rejects.toThrow(DatabaseUnavailableError);
      expect(await database.tenant("t", (tx) => tx.runs.get("x"))).toBeNull();
      expect(await database.system("look", (tx) => tx.unsentMessages(startMs, 9))).toEqual([]);
      await database.close();
    });

    test("survives the loss of idle connections", async () => {
      const url = await server.createDatabase();
      const database = createDatabase(url, { ...quiet, migrate: true });
      await Promise.all([1, 2, 3].map(() => database.ping()));
      await server.execute(
        url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      // Whether a connection's end is seen before it is used again is chance; a second try must do.
      await database.ping().catch(() => database.ping());
      await database.close();
    });

    test.each([
      [60_000, 1],
      [-1, 3],
    ])("uses a connection again only if it was idle for less than %i ms", async (mostIdleMs, connections) => {
      const source = openSource(await server.createDatabase(), { poolSize: 1, mostIdleMs });
      const processes = new Set<unknown>();
      for (let round = 0; round < 3; round += 1) {
        const session = await source.lease();
        const [row] = await session.query<{ pid: unknown }>("select pg_backend_pid() as pid", []);
        processes.add(row?.pid);
        session.release(false);
      }
      expect(processes.size).toBe(connections);
      await source.close();
    });

    test("stops a statement that never ends", async () => {
      const url = await server.createDatabase();
      const source = openSource(url, { poolSize: 1 });
      const endless = inTransaction(source, { role: null, tenantId: null, timeoutMs: 300 }, ({ query }) =>
        query("select pg_sleep(3600)"),
      );
      await expect(endless).rejects.toThrow(DatabaseUnavailableError);
      const running = await inTransaction(
        source,
        { role: null, tenantId: null, timeoutMs: 20_000 },
        async ({ query }) => {
          const asleep =
            "select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'";
          while ((await query(asleep)).length > 0) await query("select pg_sleep(0.01)");
          return "answers";
        },
      );
      expect(running).toBe("answers");
      await source.close();
    });

    test("makes a deadlock's victim a transaction to try again", async () => {
      const source = openSource(await server.createDatabase());
      const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const settings = { role: null, tenantId: null, timeoutMs: 20_000 };
      await inTransaction(source, settings, ({ script }) =>
        script("create table pair (id int); insert into pair values (0), (1)"),
      );
      const update = (mine: 0 | 1) =>
        inTransaction(source, settings, async ({ query }) => {
          await query("update pair set id = id where id = $1", [mine]);
          both[mine]!.resolve();
          await both[1 - mine]!.promise;
          await query("update pair set id = id where id = $1", [1 - mine]);
        });
      const results = await Promise.allSettled([update(0), update(1)]);
      const reasons = results.flatMap((result) =>
        result.status === "rejected" ? [result.reason as unknown] : [],
      );
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).toBeInstanceOf(DatabaseUnavailableError);
      await source.close();
    });

    test("serves nobody after it was closed", async () => {
      const database = createDatabase(await server.createDatabase(), quiet);
      await database.close();
      await expect(database.ping()).rejects.toThrow(DatabaseUnavailableError);
      await expect(database.close()).resolves.toBeUndefined();
    });
  });
});
