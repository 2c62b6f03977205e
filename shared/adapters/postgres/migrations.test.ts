import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readMigrations } from "./migrations.ts";

describe("readMigrations()", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hil-migrations-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (files: { [name: string]: string }) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return readMigrations(pathToFileURL(`${folder}/`));
  };

  test("reads the shipped migrations in order", () => {
    const names = readMigrations().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual(names.toSorted());
    expect(names[0]).toBe("0001_roles");
  });

  test("gives the same checksum whatever the line ends are", () => {
    const [unix, windows] = [
      read({ "0001_a.sql": "select 1;\n" })[0],
      read({ "0001_a.sql": "select 1;\r\n" })[0],
    ];
    expect(windows).toEqual(unix);
    expect(read({ "0001_a.sql": "select 2;\n" })[0]?.checksum).not.toBe(unix?.checksum);
  });

  test.each([
    [{ "0002_a.sql": "" }],
    [{ "0001_a.sql": "", "0003_b.sql": "" }],
    [{ "0001_a.sql": "", "0001_b.sql": "" }],
    [{ "0001_a.sql": "", "notes.txt": "" }],
    [{ "0001_A b.sql": "" }],
  ])("refuses a folder with gaps, doubles or other files: %j", (files) => {
    expect(() => read(files)).toThrow(/is not the migration with number/);
  });
});
