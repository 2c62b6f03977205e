// Builds the console into dist/console. It is made beside and then moved, so that a host never serves half of it.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

// Whatever starts the build: people get the small and fast one.
process.env["NODE_ENV"] = "production";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const [made, target, former] = [`console-${process.pid}`, "console", `console-former-${process.pid}`].map(
  (name) => `${dist}${name}`,
) as [string, string, string];

mkdirSync(dist, { recursive: true });
await build({
  configFile: fileURLToPath(new URL("../console/vite.config.ts", import.meta.url)),
  build: { outDir: made },
});
if (existsSync(target)) renameSync(target, former);
renameSync(made, target);
rmSync(former, { recursive: true, force: true });
