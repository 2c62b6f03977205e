import { compile } from "./commands/compile.ts";
import { dev } from "./commands/dev.ts";
import { login } from "./commands/login.ts";
import { receipts } from "./commands/receipts.ts";
import { run } from "./commands/run.ts";
import { status } from "./commands/status.ts";
import { validate } from "./commands/validate.ts";
import { exitCodes } from "./exit-codes.ts";
import { UsageError } from "./usage-error.ts";

/** A command gets its arguments and returns the exit code. */
type Command = (args: string[]) => Promise<number>;

const commands: Record<string, Command> = { validate, compile, run, dev, login, status, receipts };

const usage = `HIL Agent System

  hil validate FILE...            report every mistake in workflows, with file, line and column
  hil compile FILE [--json]       print the state machine that a workflow becomes
  hil run FILE|NAME [options]     run a workflow and print its trace
      --message TEXT              what the customer wrote (input field customer_message)
      --input JSON|@FILE          the whole input
      --answer NODE=JSON          answer a person's question in advance (repeatable)
      --detach                    print the execution's id and do not wait
      --json                      print the result as JSON
  hil dev                         start the host and recompile workflows when they change
  hil login [--as NAME] [--role ROLE]...   print a development token
  hil status [--json]             where the host on this data directory stands
  hil receipts verify [options]   compute the chain of receipts again; the first broken link is an error
      --url URL --key KEY         of a deployment, with HIL_API_KEY where no key is given; else the host here
      --head SEQ:HASH             a head that was kept: the chain has to hold it
      --json                      print the outcome as JSON

Settings: HIL_DATA_DIR (default .hil), HIL_PORT, HIL_AWS_PORT.
Exit codes: 0 done, 1 the input is wrong, 2 usage, 3 the run failed.`;

async function main(argv: string[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(usage);
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`unknown command "${name}"`);
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage =
    error instanceof UsageError ||
    (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error("Run `hil help` for the commands and their options.");
  process.exitCode = isUsage ? exitCodes.usage : exitCodes.wrongInput;
}
