import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { buildConsole, builtConsole } from "../../local/console/build-console.ts";

const mostBytes = 300 * 1024;
let page: string;

beforeAll(async () => {
  await buildConsole();
  page = readFileSync(join(builtConsole, "index.html"), "utf8");
});

/** What a browser has to load before it shows anything. */
function firstFiles(): string[] {
  return [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
}

test("the first load is under 300 kB", () => {
  const files = firstFiles();
  expect(files.some((file) => file.endsWith(".js"))).toBe(true);
  const bytes = files.map((file) => gzipSync(readFileSync(join(builtConsole, file))).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(mostBytes);
});

test("the graph is loaded when it is needed", () => {
  const scripts = readdirSync(join(builtConsole, "assets")).filter((name) => name.endsWith(".js"));
  const withGraph = scripts.filter((name) =>
    readFileSync(join(builtConsole, "assets", name), "utf8").includes("react-flow__edge"),
  );
  expect(withGraph).toHaveLength(1);
  expect(firstFiles()).not.toContain(`/assets/${withGraph[0]}`);
});

test("neither script nor style stands in the page, so that the policy allows none", () => {
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
});
