import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildResult } from "esbuild";
import type { Topology } from "../../shared/contracts/topology.ts";
import { topology as deployed } from "../topology.ts";
import { type Asset, assetFolder, assetPlugin, type AssetsByModule } from "./asset-plugin.ts";
import { builtinPlugin } from "./builtin-plugin.ts";
import { copiesPlugin } from "./copies-plugin.ts";
import { zodPlugin } from "./zod-plugin.ts";
import { type Closure, closureOf } from "./closure.ts";

const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** One function, ready for Lambda: a folder whose `index.mjs` exports `handler`. */
export interface Bundle {
  /** The function's name in the topology. */
  name: string;
  directory: string;
  files: BundleFile[];
}

export interface BundleFile {
  /** Path in the bundle's directory. */
  path: string;
  /** `static`: loaded with the entry. `lazy`: by a dynamic import, where one is reached. The others are no code. */
  kind: "entry" | "static" | "lazy" | "map" | "asset";
  contents: Uint8Array;
}

export interface BundleOptions {
  outDir: string;
  topology?: Pick<Topology, "functions">;
  /** Writes maps beside the code, for reading a stack. The code is the same, in files of other names. */
  sourceMaps?: boolean;
}

/**
 * Bundles every function in one esbuild call and writes each to `<outDir>/<name>/`, with the chunks and the assets that it
 * can reach and no others. The same sources give the same bytes, wherever they are written.
 * @throws BuildFailure with esbuild's messages
 */
export async function bundleFunctions({
  outDir,
  topology = deployed,
  sourceMaps = false,
}: BundleOptions): Promise<Bundle[]> {
  const assets: AssetsByModule = new Map();
  const built = await buildAll(topology, assets, sourceMaps);
  refuseMissing(built);
  return Promise.all(
    Object.keys(topology.functions).map(async (name) => {
      const bundle = { name, directory: join(outDir, name), files: await filesOf(name, built, assets) };
      await writeBundle(bundle);
      return bundle;
    }),
  );
}

/** A deployment has a server: what embeds the database stays on the laptop. */
const embeddedDatabase = /\/pglite-source\.ts$/;

/** Nothing is written here: what is kept of paths (in source maps) is to be the same wherever the bundles go. */
const outputFolder = "dist/functions";

type Built = BuildResult<{ metafile: true; write: false }>;

function buildAll(
  { functions }: Pick<Topology, "functions">,
  assets: AssetsByModule,
  sourceMaps: boolean,
): Promise<Built> {
  const entryPoints = Object.fromEntries(Object.entries(functions).map(([name, { entry }]) => [name, entry]));
  return build({
    entryPoints,
    absWorkingDir: projectRoot,
    outdir: outputFolder,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The packages' own ES modules: an AWS client is some 40% smaller than from its CommonJS.
    mainFields: ["module", "main"],
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    minify: true,
    // The names of errors are what a state machine's `Retry` and `Catch` match.
    keepNames: true,
    sourcemap: sourceMaps ? "external" : false,
    sourcesContent: false,
    legalComments: "none",
    plugins: [
      builtinPlugin,
      zodPlugin,
      copiesPlugin({ projectRoot, entries: entryPoints, leftOut: embeddedDatabase }),
      assetPlugin(projectRoot, assets),
    ],
    logLevel: "silent",
  });
}

/** What is left out may be loaded where it is reached, which a bundle never does; it may not be needed at once. */
function refuseMissing({ metafile }: Built): void {
  for (const { imports, inputs } of Object.values(metafile.outputs)) {
    const missing = imports.find(({ external, kind }) => external && kind === "import-statement");
    if (missing === undefined) continue;
    throw new Error(
      `${missing.path} is not bundled, and imported by one of: ${Object.keys(inputs).join(", ")}`,
    );
  }
}

async function filesOf(name: string, built: Built, assets: AssetsByModule): Promise<BundleFile[]> {
  const { outputs } = built.metafile;
  const entry = `${outputFolder}/${name}.mjs`;
  const closure = closureOf(entry, outputs);
  const contents = new Map(built.outputFiles.map((file) => [basename(file.path), file.contents]));
  const code = codeOf(entry, closure).flatMap(({ path, kind }) => {
    const name = kind === "entry" ? "index.mjs" : path;
    const map = contents.get(`${path}.map`);
    const maps = map === undefined ? [] : [{ path: `${name}.map`, kind: "map" as const, contents: map }];
    return [{ path: name, kind, contents: contents.get(path)! }, ...maps];
  });
  const modules = [...closure.first, ...closure.later].flatMap((path) => Object.keys(outputs[path]!.inputs));
  return [...code, ...(await readAssets(modules.flatMap((module) => assets.get(withoutCopy(module)) ?? [])))];
}

/** `shared/x.ts?record-run`, one function's copy of a module. */
function withoutCopy(module: string): string {
  return module.replace(/\?.*$/, "");
}

function codeOf(entry: string, { first, later }: Closure): Pick<BundleFile, "path" | "kind">[] {
  return [
    ...first.map((path) => ({ path: basename(path), kind: path === entry ? "entry" : "static" }) as const),
    ...later.map((path) => ({ path: basename(path), kind: "lazy" }) as const),
  ];
}

function readAssets(assets: Asset[]): Promise<BundleFile[]> {
  const byPath = new Map(assets.map((asset) => [asset.path, asset.source]));
  return Promise.all(
    [...byPath.keys()].sort().map(async (path) => ({
      path: join(assetFolder, path),
      kind: "asset" as const,
      contents: await readFile(byPath.get(path)!),
    })),
  );
}

async function writeBundle({ directory, files }: Bundle): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  for (const { path, contents } of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), contents);
  }
}
