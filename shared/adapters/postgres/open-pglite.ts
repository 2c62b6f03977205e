import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { WorkerSettings } from "./pglite-messages.ts";

/**
 * Opens the database in the directory, and creates it where there is none. Creating takes seconds, opening or copying a
 * snapshot a fraction of one.
 */
export async function openPglite({ directory, snapshotDirectory }: WorkerSettings): Promise<PGlite> {
  const snapshotFile = snapshotDirectory === null ? null : join(snapshotDirectory, snapshotName());
  if (directory === null) return create("memory://", snapshotFile);
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  // A process that dies while it creates leaves half a database that looks like one; the marker tells.
  const marker = `${directory}.creating`;
  if (existsSync(marker)) rmSync(directory, { recursive: true, force: true });
  if (existsSync(`${directory}/PG_VERSION`)) {
    rmSync(marker, { force: true });
    return PGlite.create(directory);
  }
  writeFileSync(marker, "");
  const database = await create(directory, snapshotFile);
  rmSync(marker);
  return database;
}

async function create(dataDir: string, snapshotFile: string | null): Promise<PGlite> {
  if (snapshotFile === null) return PGlite.create(dataDir);
  if (existsSync(snapshotFile)) {
    return PGlite.create(dataDir, { loadDataDir: new Blob([readFileSync(snapshotFile)]) });
  }
  const database = await PGlite.create(dataDir);
  const snapshot = await database.dumpDataDir("none");
  writeSnapshot(snapshotFile, new Uint8Array(await snapshot.arrayBuffer()));
  return database;
}

/** Renamed into place, so that nobody reads half of it. */
function writeSnapshot(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, bytes, { mode: 0o600 });
  renameSync(unfinished, file);
}

/** A snapshot for each version of PGlite: the layout of its files may change. */
function snapshotName(): string {
  const manifest = new URL("../package.json", import.meta.resolve("@electric-sql/pglite"));
  const { version } = JSON.parse(readFileSync(fileURLToPath(manifest), "utf8")) as { version: string };
  return `pglite-${version}.tar`;
}
