import { parseArgs } from "node:util";
import { compileFile } from "../compile-file.ts";
import { exitCodes } from "../exit-codes.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { UsageError } from "../usage-error.ts";

/** `hil compile FILE [--json]`: the ASL on standard output, or the diagnostics. With `--json` both are JSON. */
export async function compile(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean" } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("name one workflow file");
  const { workflow, diagnostics, source } = compileFile(file);
  if (workflow) console.log(JSON.stringify(workflow.stateMachine, null, 2));
  if (!workflow && values.json) console.log(JSON.stringify({ diagnostics }, null, 2));
  printDiagnostics(diagnostics, new Map([[file, source]]));
  return workflow ? exitCodes.done : exitCodes.wrongInput;
}
