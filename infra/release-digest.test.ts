import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseDigest } from "./release-digest.ts";

describe("releaseDigest()", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "hil-release-"));
    for (const folder of [
      "shared/adapters/postgres/migrations",
      "statemachines/workflows",
      "statemachines/agents",
    ])
      mkdirSync(join(root, folder), { recursive: true });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test("changes with a migration, a workflow and an agent, and only then", () => {
    const digests = [releaseDigest(root)];
    const write = (path: string) => {
      writeFileSync(join(root, path), "one");
      digests.push(releaseDigest(root));
    };
    write("shared/adapters/postgres/migrations/0001_first.sql");
    write("statemachines/workflows/support.yaml");
    write("statemachines/agents/writer.yaml");
    expect(new Set(digests).size).toBe(4);
    write("statemachines/agents/parse-agent.ts");
    expect(digests[4]).toBe(digests[3]);
  });

  test("is of this project unless told", () => {
    expect(releaseDigest()).toMatch(/^[0-9a-f]{64}$/);
    expect(releaseDigest()).not.toBe(releaseDigest(root));
  });
});
