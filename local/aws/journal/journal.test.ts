import { spawnSync } from "node:child_process";
import { copyFileSync, openSync, statSync, truncateSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { Journal, JournalFailedError } from "./journal.ts";
import { DataDirectoryInUseError, JournalUnusableError } from "./open-database.ts";

function openJournal(dataDir: string, failures: JournalFailedError[] = []): Journal {
  return new Journal({ dataDir, reach: () => undefined, onFailure: (error) => failures.push(error) });
}

function insertMessage(journal: Journal, body: string): void {
  const insert = journal.database.prepare(
    "INSERT INTO messages (queue, message_id, body, attributes, sent_at_ms, visible_at_ms) VALUES ('q', 'm', ?, '{}', 0, 0)",
  );
  journal.write(() => insert.run(body));
}

function bodies(journal: Journal): string[] {
  return journal.database
    .prepare("SELECT body FROM messages ORDER BY id")
    .all()
    .map((row) => row["body"] as string);
}

describe("Journal", () => {
  test("commits the writes of one turn together, then releases what waits for them", async () => {
    const passed: string[] = [];
    const journal = new Journal({
      dataDir: temporaryDirectory(),
      reach: (point) => passed.push(point),
      onFailure: () => undefined,
    });
    insertMessage(journal, "a");
    journal.afterCommit(() => passed.push("released a"));
    insertMessage(journal, "b");
    journal.afterCommit(() => passed.push("released b"));
    expect(passed).toEqual([]);
    await journal.committed();
    expect(passed).toEqual(["journal-commit:before", "journal-commit:after", "released a", "released b"]);
    journal.close();
  });

  test("releases at once when nothing is open", () => {
    const journal = openJournal(temporaryDirectory());
    let released = false;
    journal.afterCommit(() => (released = true));
    expect(released).toBe(true);
    journal.close();
  });

  test("keeps what was committed for the next process", async () => {
    const dataDir = temporaryDirectory();
    const first = openJournal(dataDir);
    insertMessage(first, "kept");
    first.close();
    const second = openJournal(dataDir);
    expect(bodies(second)).toEqual(["kept"]);
    second.close();
  });

  test("acknowledges nothing once a write has failed", async () => {
    const failures: JournalFailedError[] = [];
    const journal = openJournal(temporaryDirectory(), failures);
    let released = false;
    insertMessage(journal, "lost");
    journal.afterCommit(() => (released = true));
    const waiting = journal.committed();
    expect(() => journal.write(() => journal.database.exec("INSERT INTO no_such_table VALUES (1)"))).toThrow(
      /the journal cannot be written: no such table/,
    );
    await expect(waiting).rejects.toThrow(JournalFailedError);
    await expect(journal.committed()).rejects.toThrow(JournalFailedError);
    expect(() => insertMessage(journal, "later")).toThrow(JournalFailedError);
    expect(released).toBe(false);
    expect(failures).toHaveLength(1);
    journal.close();
  });
});

describe("the data directory", () => {
  test("is refused to a second owner, naming the first", () => {
    const dataDir = temporaryDirectory();
    const journal = openJournal(dataDir);
    expect(() => openJournal(dataDir)).toThrow(DataDirectoryInUseError);
    expect(() => openJournal(dataDir)).toThrow(`in use by process ${process.pid}`);
    journal.close();
    openJournal(dataDir).close();
  });

  test("is free again after its owner was killed", () => {
    const dataDir = temporaryDirectory();
    const module = new URL("./journal.ts", import.meta.url).href;
    const script = `
      const { Journal } = await import(${JSON.stringify(module)});
      const journal = new Journal({ dataDir: ${JSON.stringify(dataDir)}, reach() {}, onFailure() {} });
      journal.write(() => journal.database.exec("INSERT INTO schedules VALUES ('committed', 1)"));
      await journal.committed();
      journal.write(() => journal.database.exec("INSERT INTO schedules VALUES ('uncommitted', 1)"));
      process.kill(process.pid, "SIGKILL");
    `;
    const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
    });
    expect(child).toMatchObject({ signal: "SIGKILL" });
    const journal = openJournal(dataDir);
    const names = journal.database.prepare("SELECT name FROM schedules").all();
    expect(names.map((row) => row["name"])).toEqual(["committed"]);
    journal.close();
  });

  test("is brought up to date when an earlier release wrote it", () => {
    const dataDir = temporaryDirectory();
    const journal = openJournal(dataDir);
    journal.database.exec("DROP TABLE published_versions; DROP TABLE aliases; PRAGMA user_version = 1");
    journal.close();
    const upgraded = openJournal(dataDir);
    expect(upgraded.database.prepare("SELECT * FROM aliases").all()).toEqual([]);
    upgraded.close();
  });

  test("is refused when another release wrote it", () => {
    const dataDir = temporaryDirectory();
    const journal = openJournal(dataDir);
    journal.database.exec("PRAGMA user_version = 99");
    journal.close();
    expect(() => openJournal(dataDir)).toThrow(JournalUnusableError);
    expect(() => openJournal(dataDir)).toThrow(/another release \(format 99/);
  });

  test("is refused when the journal is something else", () => {
    const dataDir = temporaryDirectory();
    writeFileSync(
      join(dataDir, "journal.db"),
      "this is not a database, but it is long enough to look at ".repeat(20),
    );
    expect(() => openJournal(dataDir)).toThrow(JournalUnusableError);
  });

  test("is refused or whole, wherever the file is cut or overwritten", () => {
    const original = temporaryDirectory();
    const journal = openJournal(original);
    for (let number = 0; number < 400; number += 1) insertMessage(journal, `message ${number} `.repeat(20));
    journal.close();
    const size = statSync(join(original, "journal.db")).size;
    const expected = Array.from({ length: 400 }, (_, number) => `message ${number} `.repeat(20));
    for (let step = 1; step < 40; step += 1) {
      const dataDir = temporaryDirectory();
      const path = join(dataDir, "journal.db");
      copyFileSync(join(original, "journal.db"), path);
      const position = Math.floor((size * step) / 40);
      if (step % 2 === 0) truncateSync(path, position);
      else overwrite(path, position - (position % 4096), Buffer.alloc(4096, 0xa5));
      expect(readBack(dataDir)).toSatisfy(
        (result: string[] | "refused") =>
          result === "refused" || JSON.stringify(result) === JSON.stringify(expected),
      );
    }
  });

  test("goes back to a commit when the write-ahead log is cut", () => {
    const original = temporaryDirectory();
    const module = new URL("./journal.ts", import.meta.url).href;
    const script = `
      const { Journal } = await import(${JSON.stringify(module)});
      const journal = new Journal({ dataDir: ${JSON.stringify(original)}, reach() {}, onFailure() {} });
      const insert = journal.database.prepare("INSERT INTO schedules VALUES (?, 1)");
      for (let pair = 0; pair < 40; pair += 1) {
        journal.write(() => { insert.run("a" + pair); insert.run("b" + pair); });
        await journal.committed();
      }
      process.kill(process.pid, "SIGKILL");
    `;
    spawnSync(process.execPath, ["--input-type=module", "--eval", script]);
    const size = statSync(join(original, "journal.db-wal")).size;
    const committed: number[] = [];
    for (let step = 0; step <= 30; step += 1) {
      const dataDir = temporaryDirectory();
      for (const file of ["journal.db", "journal.db-wal"])
        copyFileSync(join(original, file), join(dataDir, file));
      truncateSync(join(dataDir, "journal.db-wal"), Math.floor((size * step) / 30));
      const journal = openJournal(dataDir);
      const count = (letter: string) =>
        journal.database.prepare("SELECT count(*) AS n FROM schedules WHERE name LIKE ?").get(`${letter}%`)?.[
          "n"
        ];
      expect(count("a")).toBe(count("b"));
      committed.push(Number(count("a")));
      journal.close();
    }
    expect(committed).toEqual(committed.toSorted((a, b) => a - b));
    expect(committed.at(-1)).toBe(40);
  });
});

function overwrite(path: string, position: number, bytes: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, position);
  closeSync(file);
}

function readBack(dataDir: string): string[] | "refused" {
  let journal: Journal;
  try {
    journal = openJournal(dataDir);
  } catch (error) {
    if (error instanceof JournalUnusableError) return "refused";
    throw error;
  }
  try {
    return bodies(journal);
  } finally {
    journal.close();
  }
}
