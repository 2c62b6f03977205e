import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Bundle, type BundleFile } from "../../../infra/bundle/bundle-functions.ts";

export interface LoadedBytes {
  /** The code that an import of the bundle loads: the entry, its static imports, and what it awaits at its top. */
  loaded: number;
  loadedGzip: number;
  /** All code, with what is loaded when it is needed. */
  code: number;
}

const program = fileURLToPath(new URL("./list-loaded.mjs", import.meta.url));

/** Imports a bundle once in a process that notes which files it loads. */
export async function loadedBytes(
  { directory, files }: Bundle,
  environment: Record<string, string>,
): Promise<LoadedBytes> {
  const output = execFileSync(process.execPath, [program, join(directory, "index.mjs")], {
    env: environment,
    encoding: "utf8",
  });
  const loaded = new Set(JSON.parse(output) as string[]);
  const code = files.filter(({ kind }) => ["entry", "static", "lazy"].includes(kind));
  const first = code.filter(({ path }) => loaded.has(join(directory, path)));
  return { loaded: bytesOf(first), loadedGzip: gzipOf(first), code: bytesOf(code) };
}

function bytesOf(files: BundleFile[]): number {
  return files.reduce((sum, { contents }) => sum + contents.length, 0);
}

function gzipOf(files: BundleFile[]): number {
  return files.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
}
