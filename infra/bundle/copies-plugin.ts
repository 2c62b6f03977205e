import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OnResolveResult, Plugin } from "esbuild";

/** Zod, of which each function uses another part, and what has to work with the same zod. */
const copied = String.raw`zod|@hono/zod-openapi|@hono/zod-validator|@asteasolutions/zod-to-openapi`;
const inCopied = new RegExp(String.raw`/node_modules/(?:${copied})/.*\.m?js$`);
const toCopied = new RegExp(String.raw`^(?:${copied})(?:$|/)`);

/** Handed from each module of a copy to the modules that it imports. */
interface CopyData {
  functionName: string;
}

export interface CopiesOptions {
  projectRoot: string;
  /** Path of each function's entry from the project root, by its name. */
  entries: Readonly<Record<string, string>>;
  /** Modules of ours that are not bundled, by the path in an import. */
  leftOut: RegExp;
}

/**
 * Gives each function its own copies of our modules and of zod, within one esbuild call. Modules that functions share would
 * be split by who shares them, into some twenty files for each function, and every file costs a cold start most of a
 * millisecond; and of a shared module each function would load what any of them uses. Other packages stay shared.
 */
export function copiesPlugin({ projectRoot, entries, leftOut }: CopiesOptions): Plugin {
  const names = new Map(Object.entries(entries).map(([name, entry]) => [join(projectRoot, entry), name]));
  const places = new Map<string, Promise<string>>();
  const texts = new Map<string, string>();
  return {
    name: "copies",
    setup(build) {
      build.onResolve({ filter: /^\.|\.ts$/ }, ({ path, kind, resolveDir, pluginData }) => {
        const absolute = join(resolveDir, path);
        const name =
          kind === "entry-point" ? names.get(absolute) : (pluginData as CopyData | undefined)?.functionName;
        if (name === undefined) return undefined;
        return leftOut.test(path) ? { path, external: true } : copyOf(absolute, name);
      });
      build.onResolve({ filter: toCopied }, async ({ path, resolveDir, pluginData }) => {
        const name = (pluginData as CopyData | undefined)?.functionName;
        if (name === undefined) return undefined;
        const place = places.get(path) ?? placeOf(path, resolveDir);
        places.set(path, place);
        return copyOf(await place, name);
      });
      build.onLoad({ filter: inCopied }, ({ path, pluginData }) => {
        if (pluginData === undefined) return undefined;
        const contents = texts.get(path) ?? readFileSync(path, "utf8");
        texts.set(path, contents);
        return { contents, loader: "js", pluginData: pluginData as CopyData };
      });
      async function placeOf(path: string, resolveDir: string): Promise<string> {
        return (await build.resolve(path, { kind: "import-statement", resolveDir })).path;
      }
    },
  };
}

/** The same file, and another module. Those packages declare that importing them does nothing by itself. */
function copyOf(path: string, functionName: string): OnResolveResult {
  const pluginData: CopyData = { functionName };
  const sideEffects = inCopied.test(path) ? { sideEffects: false } : {};
  return { path, suffix: `?${functionName}`, pluginData, ...sideEffects };
}
