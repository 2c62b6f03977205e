import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { Client, type QueryResult } from "pg";
import { freePort } from "../../local/free-port.ts";
import { installPackage } from "./install-package.ts";

/** A throw-away PostgreSQL server on loopback, with a superuser's login. */
export interface PostgresServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Runs SQL as the superuser, in the database of the URL. */
  execute(url: string, sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const superuser = "hil_superuser";

/**
 * Where PostgreSQL's programs are on this machine; installed with apt-get where that is possible, null otherwise.
 * @throws Error in CI, where the suites that need a server must not be skipped
 */
export function findPostgres(): string | null {
  const found = findPrograms() ?? (installPackage("postgresql") ? findPrograms() : null);
  if (found === null && process.env["CI"] === "true") {
    throw new Error(
      "CI needs a PostgreSQL server: install postgresql, so that initdb and postgres are found.",
    );
  }
  return found;
}

/** A server's certificate and key, as PEM. */
export interface ServerCertificate {
  certificate: string;
  key: string;
}

/**
 * Starts a server on a new data directory, as a user that is not root (PostgreSQL refuses root). With a certificate it
 * encrypts for those who ask.
 */
export async function startPostgresServer(
  programs: string,
  tls: ServerCertificate | null = null,
): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const directory = mkdtempSync(join(tmpdir(), "hil-postgres-"));
  const passwordFile = join(directory, "password");
  const password = randomBytes(16).toString("hex");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [directory, passwordFile])
    if (user.uid !== undefined) chownSync(path, user.uid, user.gid);
  const data = join(directory, "data");
  execFileSync(
    join(programs, "initdb"),
    [
      "-D",
      data,
      "-U",
      superuser,
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale=C",
      "-N",
    ],
    { ...user, cwd: directory, stdio: "pipe" },
  );
  const port = await freePort(0);
  const encryption = tls === null ? [] : writeCertificate(data, tls, user);
  const server = spawn(join(programs, "postgres"), ["-D", data, ...settings(port), ...encryption], {
    ...user,
    cwd: directory,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const kill = () => void server.kill("SIGQUIT");
  process.once("exit", kill);
  await readyToAccept(server);
  return serverOn(`postgres://${superuser}:${password}@127.0.0.1:${port}`, async () => {
    process.off("exit", kill);
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGQUIT");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  });
}

function writeCertificate(
  data: string,
  { certificate, key }: ServerCertificate,
  user: { uid?: number; gid?: number },
): string[] {
  for (const [name, text] of [
    ["server.crt", certificate],
    ["server.key", key],
  ] as const) {
    const path = join(data, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
  }
  return ["-c", "ssl=on"];
}

/** Nothing here outlives the test, so nothing waits for the disk. */
function settings(port: number): string[] {
  return [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=120",
    "deadlock_timeout=100ms",
    "log_min_messages=log",
    "log_min_error_statement=panic",
    // Times must come right whatever the server's own habits are.
    "timezone=Asia/Kathmandu",
    "datestyle=SQL, DMY",
  ].flatMap((setting) => ["-c", setting]);
}

function serverOn(base: string, stop: () => Promise<void>): PostgresServer {
  let databases = 0;
  const execute: PostgresServer["execute"] = async (url, sql) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const result: QueryResult<Record<string, unknown>> = await client.query(sql);
      return result.rows;
    } finally {
      await client.end();
    }
  };
  return {
    execute,
    async createDatabase() {
      const name = `test_${(databases += 1)}`;
      await execute(`${base}/postgres`, `create database ${name}`);
      return `${base}/${name}`;
    },
    stop,
  };
}

function readyToAccept(server: ChildProcess): Promise<void> {
  const log: string[] = [];
  return new Promise((resolve, reject) => {
    server.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${log.join("\n")}`)));
    server.once("error", reject);
    if (server.stderr === null) throw new Error("PostgreSQL's log is not read.");
    createInterface(server.stderr).on("line", (line) => {
      log.push(line);
      if (line.includes("ready to accept connections")) resolve();
    });
  });
}

function findPrograms(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = [...versions.map((version) => join(debian, version, "bin")), ...onPath];
  const isComplete = (folder: string) =>
    ["initdb", "postgres"].every((name) => existsSync(join(folder, name)));
  return candidates.find(isComplete) ?? null;
}

function unprivilegedUser(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (kind: "-u" | "-g") => Number(execFileSync("id", [kind, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
