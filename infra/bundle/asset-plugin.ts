import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

export interface Asset {
  /** Absolute. */
  source: string;
  /** Its place in `assets/`. */
  path: string;
}

/** The files that a module reads when it runs, by that module's path from the project root. */
export type AssetsByModule = Map<string, Asset[]>;

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
      const texts = new Map<string, string>();
      build.onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => {
        const text = texts.get(path) ?? follow(path, readFileSync(path, "utf8"));
        if (text === null) return unknownUse(path);
        texts.set(path, text);
        return { contents: text, loader: "ts", pluginData: pluginData as unknown };
      });
    },
  };

  /** The module's text with `import.meta.url` replaced; null where that would not do. */
  function follow(path: string, source: string): string | null {
    const found = [...source.matchAll(references)];
    if (found.length !== source.split("import.meta").length - 1) return null;
    const module = relative(projectRoot, path);
    assets.set(
      module,
      found.flatMap(({ groups }) => assetsOf(projectRoot, path, groups ?? {})),
    );
    const place = `new URL(${JSON.stringify(`./${assetFolder}/${module}`)}, import.meta.url).href`;
    return source.replaceAll("import.meta.url", place);
  }
}

function unknownUse(path: string) {
  return { errors: [{ text: `${path} uses import.meta in a way that cannot be followed into a bundle.` }] };
}

function assetsOf(
  projectRoot: string,
  module: string,
  { file, inPackage }: Record<string, string | undefined>,
): Asset[] {
  // Wherever packages are installed: this is where they are looked for.
  if (inPackage !== undefined)
    return [{ source: createRequire(module).resolve(inPackage), path: join("node_modules", inPackage) }];
  const source = fileURLToPath(new URL(file ?? "", pathToFileURL(module)));
  return filesAt(source).map((each) => ({ source: each, path: relative(projectRoot, each) }));
}

/** A file, or the files of a folder without its code. */
function filesAt(path: string): string[] {
  if (!path.endsWith("/")) return [path];
  const inside = readdirSync(path, { withFileTypes: true }).filter((each) => each.isFile());
  return inside.filter(({ name }) => !name.endsWith(".ts")).map(({ name }) => join(path, name));
}
