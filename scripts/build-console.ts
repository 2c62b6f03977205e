// Builds the console into dist/console.
import { fileURLToPath } from "node:url";
import { bundleConsole } from "../infra/bundle/bundle-console.ts";

await bundleConsole(fileURLToPath(new URL("../dist/console", import.meta.url)));
