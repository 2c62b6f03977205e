import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topology } from "../../infra/topology.ts";
import { type Bundle, bundleFunctions } from "../../infra/bundle/bundle-functions.ts";

describe("bundleFunctions()", () => {
  const folder = mkdtempSync(join(tmpdir(), "hil-bundles-"));
  let bundles: Bundle[];

  beforeAll(async () => {
    bundles = await bundleFunctions({ outDir: join(folder, "first") });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const textsOf = (bundle: Bundle) =>
    bundle.files.filter(({ kind }) => kind !== "map").map(({ contents }) => Buffer.from(contents).toString());
  const named = (name: string) => bundles.find((bundle) => bundle.name === name)!;
  const assetsOf = (name: string) =>
    named(name)
      .files.filter(({ kind }) => kind === "asset")
      .map(({ path }) => path);

  test("makes one folder for each function, with its entry", () => {
    expect(bundles.map(({ name }) => name)).toEqual(Object.keys(topology.functions));
    for (const { directory, files } of bundles) {
      expect(files.filter(({ kind }) => kind === "entry").map(({ path }) => path)).toEqual(["index.mjs"]);
      expect(readdirSync(directory)).toContain("index.mjs");
    }
  });

  test("gives the same bytes wherever they are written", async () => {
    await bundleFunctions({ outDir: join(folder, "elsewhere", "second") });
    expect(contentsOf(join(folder, "elsewhere", "second"))).toEqual(contentsOf(join(folder, "first")));
  });

  test("writes source maps on request, and the same code, whose files are named by other hashes", async () => {
    const mapped = await bundleFunctions({ outDir: join(folder, "mapped"), sourceMaps: true });
    const unhashed = (each: Bundle) =>
      textsOf(each).map((text) => text.replaceAll(/-[A-Z0-9]{8}\.mjs/g, ".mjs"));
    for (const bundle of mapped) {
      expect(bundle.files.map(({ path }) => path)).toContain("index.mjs.map");
      expect(unhashed(bundle).toSorted()).toEqual(unhashed(named(bundle.name)).toSorted());
    }
  });

  test("writes what it returns and nothing else", () => {
    const expected = bundles.flatMap(({ name, files }) =>
      files.map(
        ({ path, contents }) => [`${name}/${path}`, Buffer.from(contents).toString("base64")] as const,
      ),
    );
    expect(contentsOf(join(folder, "first"))).toEqual(new Map(expected.toSorted(byPath)));
  });

  test("leaves the embedded database on the laptop", () => {
    for (const bundle of bundles)
      expect(textsOf(bundle).join()).not.toMatch(/electric-sql|pglite\.wasm|pglite-worker/);
  });

  test("leaves zod's languages out", () => {
    for (const bundle of bundles) expect(textsOf(bundle).join()).not.toMatch(/Ungültige|Ung\\xFCltige/);
  });

  test("imports nothing by a name that Lambda would have to resolve", () => {
    const staticImport = /(?:^|[;}])(?:import|export)[\w{}*,$ ]*from"([^."][^"]*)"/g;
    for (const bundle of bundles)
      expect(
        textsOf(bundle).flatMap((text) => [...text.matchAll(staticImport)].map((found) => found[1])),
      ).toEqual([]);
  });

  test("ships the files that code reads beside its source to who reads them", () => {
    expect(assetsOf("api")).toContain("assets/node_modules/rapidoc/dist/rapidoc-min.js");
    expect(assetsOf("api")).toContain("assets/statemachines/agents/response_writer.yaml");
    expect(assetsOf("record-run")).not.toContain("assets/statemachines/agents/response_writer.yaml");
  });

  test("bundles one function as well as all", async () => {
    const { api } = topology.functions;
    const [alone] = await bundleFunctions({
      outDir: join(folder, "alone"),
      topology: { functions: { api: api! } },
    });
    expect(readdirSync(join(folder, "alone"))).toEqual(["api"]);
    expect(alone?.files.filter(({ kind }) => kind === "asset")).toEqual(
      named("api").files.filter(({ kind }) => kind === "asset"),
    );
  });
});

function contentsOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const pairs = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1), readFileSync(path, "base64")] as const;
  });
  return new Map(pairs.toSorted(byPath));
}

function byPath([first]: readonly [string, string], [second]: readonly [string, string]): number {
  return first < second ? -1 : 1;
}
