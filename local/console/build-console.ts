import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = ["console", "shared/contracts/api"];

/** Where `npm run build` puts the console. */
export const builtConsole = join(root, "dist/console");

/** Builds the console where its sources are newer than what was built of them. @throws Error with what the build printed */
export async function buildConsole(): Promise<void> {
  if (newestOf(sources) <= builtAtMs()) return;
  const build = spawn(process.execPath, [join(root, "scripts/build-console.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  for (const stream of [build.stdout, build.stderr]) stream.on("data", (data) => printed.push(String(data)));
  const code = await new Promise((resolve) => build.once("close", resolve));
  if (code !== 0) throw new Error(`The console could not be built:\n${printed.join("")}`);
}

function newestOf(folders: string[]): number {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ),
  );
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

function builtAtMs(): number {
  return statSync(join(builtConsole, "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
