import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Asset, assetPlugin, type AssetsByModule } from "./asset-plugin.ts";
import { builtinPlugin } from "./builtin-plugin.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hil-plugins-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function bundle(entry: string): Promise<{ text: string; assets: AssetsByModule }> {
  const assets: AssetsByModule = new Map();
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [builtinPlugin, assetPlugin(root, assets)],
    logLevel: "silent",
  });
  return { text: outputFiles[0]!.text, assets };
}

function pathsOf(assets: Asset[] = []): string[] {
  return assets.map(({ path }) => path).sort();
}

describe("assetPlugin()", () => {
  test("notes a folder's files without its code and its folders", async () => {
    write({
      "a/b/main.ts": `export const place = new URL("../data/", import.meta.url);`,
      "a/data/one.yaml": "",
      "a/data/two.sql": "",
      "a/data/read.ts": "",
      "a/data/more/three.sql": "",
    });
    const { text, assets } = await bundle("a/b/main.ts");
    expect(pathsOf(assets.get("a/b/main.ts"))).toEqual(["a/data/one.yaml", "a/data/two.sql"]);
    expect(text).toContain(`"./assets/a/b/main.ts"`);
  });

  test("notes one file, and one of a package", async () => {
    write({
      "main.ts": `import { createRequire } from "node:module";
export const own = new URL("./page.html", import.meta.url);
export const script = createRequire(import.meta.url).resolve("viewer/dist/viewer.js");`,
      "page.html": "",
      "node_modules/viewer/dist/viewer.js": "",
    });
    const { assets } = await bundle("main.ts");
    expect(pathsOf(assets.get("main.ts"))).toEqual(["node_modules/viewer/dist/viewer.js", "page.html"]);
  });

  test.each([
    "export const here = import.meta.dirname;",
    `export const place = (name: string) => new URL(name, import.meta.url);`,
    `export const found = import.meta.resolve("viewer");`,
  ])("refuses what names no file: %s", async (source) => {
    write({ "main.ts": source });
    await expect(bundle("main.ts")).rejects.toThrow("import.meta");
  });
});

describe("builtinPlugin", () => {
  test("leaves no import of Node's own modules", async () => {
    write({
      "main.ts": `import { request } from "http"; import * as fs from "node:fs"; export { request, fs };`,
    });
    const { text } = await bundle("main.ts");
    expect(text).toContain(`getBuiltinModule("node:http")`);
    expect(text).toContain(`getBuiltinModule("node:fs")`);
    expect(text).not.toMatch(/^import /m);
  });

  test("gives import() what it asks for, and does not make undici's classes for it", async () => {
    write({
      "main.ts": `export const { request, default: http, WebSocket } = await import("node:http");`,
    });
    const { text } = await bundle("main.ts");
    const made = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<
      string,
      unknown
    >;
    const { default: http } = await import("node:http");
    expect(made).toMatchObject({ request: http.request, http, WebSocket: undefined });
  });

  test("leaves out what is imported and not used", async () => {
    write({ "main.ts": `import { request } from "node:http"; import "node:net"; export const one = 1;` });
    expect((await bundle("main.ts")).text).not.toContain("getBuiltinModule");
  });
});
