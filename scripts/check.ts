// `npm run check`: everything that must hold of the code without running it. Reports all that fails, not the first.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkImports } from "./check-imports.ts";
import { staleFiles } from "./generated-files.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const failed = [
  tool("types", "typescript/bin/tsc", ["-p", "tsconfig.json", "--noEmit"]),
  tool("types of the console", "typescript/bin/tsc", ["-p", "console/tsconfig.json", "--noEmit"]),
  tool("lint", "oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]),
  tool("format", "oxfmt/bin/oxfmt", ["--check", "."]),
  imports(),
  tool("dead code", "knip/bin/knip.js", []),
  await generated(),
].filter((name) => name !== null);

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exit(1);
}

function tool(name: string, script: string, args: string[]): string | null {
  const run = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return report(name, run.status === 0, `${run.stdout}${run.stderr}`);
}

function imports(): string | null {
  const { files, problems } = checkImports(root);
  return report(`import rule (${files} files)`, problems.length === 0, problems.join("\n"));
}

async function generated(): Promise<string | null> {
  const stale = await staleFiles(root);
  const hint = "Run `npm run generate` and commit what it writes.";
  return report(
    "generated files",
    stale.length === 0,
    `${stale.map((file) => `stale: ${file}`).join("\n")}\n${hint}`,
  );
}

function report(name: string, passed: boolean, details: string): string | null {
  console.log(`${passed ? "ok    " : "FAILED"} ${name}`);
  if (passed) return null;
  console.log(details.trimEnd());
  return name;
}
