import { parseArgs } from "node:util";
import { compileFile } from "../compile-file.ts";
import { exitCodes } from "../exit-codes.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { paint } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `hil validate FILE...` */
export async function validate(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError("name at least one workflow file");
  const files = positionals.map(compileFile);
  const sources = new Map(files.map(({ file, source }) => [file, source]));
  for (const { file, workflow } of files) {
    if (workflow) console.log(`${paint("green", "ok")} ${file}: ${workflow.name}@${workflow.version}`);
  }
  printDiagnostics(
    files.flatMap(({ diagnostics }) => diagnostics),
    sources,
  );
  return files.every(({ workflow }) => workflow) ? exitCodes.done : exitCodes.wrongInput;
}
