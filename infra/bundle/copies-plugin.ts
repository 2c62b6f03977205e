import { join } from "node:path";
import type { OnResolveResult, Plugin } from "esbuild";

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
 * Gives each function its own copies of our modules, within one esbuild call. Modules that functions share would be split by
 * who shares them, into some twenty files for each function, and every file costs a cold start most of a millisecond; and of
 * a shared module each function would load what any of them uses. Packages stay shared.
 */
export function copiesPlugin({ projectRoot, entries, leftOut }: CopiesOptions): Plugin {
  const names = new Map(Object.entries(entries).map(([name, entry]) => [join(projectRoot, entry), name]));
  return {
    name: "copies",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path, kind, resolveDir, pluginData }) => {
        const absolute = join(resolveDir, path);
        const name =
          kind === "entry-point" ? names.get(absolute) : (pluginData as CopyData | undefined)?.functionName;
        if (name === undefined) return undefined;
        return leftOut.test(path) ? { path, external: true } : copyOf(absolute, name);
      });
    },
  };
}

/** The same file, and another module. */
function copyOf(path: string, functionName: string): OnResolveResult {
  const pluginData: CopyData = { functionName };
  return { path, suffix: `?${functionName}`, pluginData };
}
