import type { Bundle, BundleFile } from "./bundle-functions.ts";

export interface BundleSizes {
  /** The entry alone. */
  entryBytes: number;
  /** What is loaded before the first line of the handler runs: the entry and its static imports. */
  staticBytes: number;
  /** All code, with what is loaded later. */
  codeBytes: number;
  /** Everything but source maps. */
  totalBytes: number;
}

export function sizesOf({ files }: Bundle): BundleSizes {
  return {
    entryBytes: bytesOf(files, "entry"),
    staticBytes: bytesOf(files, "entry", "static"),
    codeBytes: bytesOf(files, "entry", "static", "lazy"),
    totalBytes: bytesOf(files, "entry", "static", "lazy", "asset"),
  };
}

function bytesOf(files: readonly BundleFile[], ...kinds: BundleFile["kind"][]): number {
  return files
    .filter(({ kind }) => kinds.includes(kind))
    .reduce((sum, { contents }) => sum + contents.length, 0);
}
