import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Builds the console, as static files, into a folder. It is made beside and then moved, so that nobody serves half of it. */
export async function bundleConsole(folder: string): Promise<void> {
  // Whoever starts the build: people get the small and fast one.
  process.env["NODE_ENV"] = "production";
  const { build } = await import("vite");
  const [made, former] = [`${folder}-${process.pid}`, `${folder}-former-${process.pid}`];
  const configFile = fileURLToPath(new URL("../../console/vite.config.ts", import.meta.url));
  await build({ configFile, build: { outDir: made } });
  if (existsSync(folder)) renameSync(folder, former);
  renameSync(made, folder);
  rmSync(former, { recursive: true, force: true });
}
