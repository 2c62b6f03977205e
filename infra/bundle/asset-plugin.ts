import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** The files that a module reads when it runs, by that module; all paths from the project root. */
export type AssetsByModule = Map<string, string[]>;

/** Where assets stand in a function's folder. */
export const assetFolder = "assets";

const references =
  /new URL\(\s*"(?<file>\.[^"]+)",\s*import\.meta\.url,?\s*\)|createRequire\(import\.meta\.url\)\.resolve\(\s*"(?<inPackage>[^"]+)",?\s*\)/g;

/**
 * Lets bundled code find the files that it reads beside its source: `assets/` is the project in small, and in a module of
 * ours `import.meta.url` says where that module would stand in it. What it asks for (`new URL("./x", import.meta.url)`, a
 * file or a folder without its code, or `createRequire(import.meta.url).resolve("package/x")`) is noted in `assets`. A use
 * of `import.meta` that names no file fails the build: nobody would ship what it wants.
 */
export function assetPlugin(projectRoot: string, assets: AssetsByModule): Plugin {
  return {
    name: "assets",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (path.includes("/node_modules/") || !source.includes("import.meta")) return undefined;
        const found = [...source.matchAll(references)];
        if (found.length !== source.split("import.meta").length - 1) return unknownUse(path);
        const files = found.flatMap(({ groups }) => filesOf(path, groups ?? {}));
        const module = relative(projectRoot, path);
        assets.set(
          module,
          files.map((file) => relative(projectRoot, file)),
        );
        const place = `new URL(${JSON.stringify(`./${assetFolder}/${module}`)}, import.meta.url).href`;
        return { contents: source.replaceAll("import.meta.url", place), loader: "ts" };
      });
    },
  };
}

function unknownUse(path: string) {
  return { errors: [{ text: `${path} uses import.meta in a way that cannot be followed into a bundle.` }] };
}

function filesOf(module: string, { file, inPackage }: Record<string, string | undefined>): string[] {
  if (inPackage !== undefined) return [createRequire(module).resolve(inPackage)];
  const path = fileURLToPath(new URL(file ?? "", pathToFileURL(module)));
  if (!path.endsWith("/")) return [path];
  const inside = readdirSync(path, { withFileTypes: true });
  return inside
    .filter((each) => each.isFile() && !each.name.endsWith(".ts"))
    .map(({ name }) => join(path, name));
}
