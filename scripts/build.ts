// `npm run build`: the console into dist/console/, and every function into dist/functions/<name>/, with source maps.
import { fileURLToPath } from "node:url";
import { bundleFunctions } from "../infra/bundle/bundle-functions.ts";
import { sizesOf } from "../infra/bundle/sizes.ts";
import "./build-console.ts";

const startedAtMs = performance.now();
const outDir = fileURLToPath(new URL("../dist/functions/", import.meta.url));
const bundles = await bundleFunctions({ outDir, sourceMaps: true });
for (const bundle of bundles) {
  const { staticBytes, codeBytes } = sizesOf(bundle);
  console.log(
    `${bundle.name.padEnd(20)} ${kib(staticBytes)} at once, ${kib(codeBytes)} with what is loaded later`,
  );
}
console.log(`${bundles.length} functions in ${Math.round(performance.now() - startedAtMs)} ms`);

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0).padStart(5)} KiB`;
}
