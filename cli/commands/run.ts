import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { type ApiClient, createApiClient } from "../api-client.ts";
import { askPerson } from "../ask-person.ts";
import { compileFile } from "../compile-file.ts";
import { exitCodes } from "../exit-codes.ts";
import { followExecution } from "../follow-execution.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { formatTrace } from "../print-trace.ts";
import { paint } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { withHost } from "../with-host.ts";

interface Options {
  input: Record<string, unknown>;
  answers: Map<string, Record<string, unknown>>;
  detach: boolean;
  json: boolean;
}

/** `hil run FILE|NAME`: on the host that runs on the data directory, else on one that lives as long as the command. */
export async function run(args: string[]): Promise<number> {
  const { target, options } = readArguments(args);
  const file = existsSync(target) ? compileFile(target) : null;
  if (file) printDiagnostics(file.diagnostics, new Map([[file.file, file.source]]));
  if (file && !file.workflow) return exitCodes.wrongInput;
  return withHost(async (host) => {
    const client = createApiClient(host);
    if (file) await client.post("/workflows", { source: file.source, file: file.file });
    const workflowId = file?.workflow ? `${file.workflow.name}@${file.workflow.version}` : target;
    return execute(client, workflowId, options);
  });
}

async function execute(client: ApiClient, workflowId: string, options: Options): Promise<number> {
  const accepted = await client.post<ExecutionView>("/workflows/execute", {
    workflow_id: workflowId,
    input_data: options.input,
  });
  if (options.detach) {
    console.log(accepted.execution_id);
    return exitCodes.done;
  }
  const execution = await followExecution(client, accepted.execution_id, {
    onNode: (node) => {
      if (!options.json) console.log(paint("dim", `${node.node_id} ${node.status}`));
    },
    onTask: async (task) => options.answers.get(task.node_id) ?? (options.json ? null : askPerson(task)),
  });
  console.log(
    options.json
      ? JSON.stringify(execution, null, 2)
      : `\n${formatEnd(execution)}\n\n${formatTrace(execution)}`,
  );
  return execution.status === "completed" ? exitCodes.done : exitCodes.runFailed;
}

function formatEnd(execution: ExecutionView): string {
  if (execution.error)
    return paint("red", `${execution.status}: ${execution.error.name}: ${execution.error.message}`);
  if (execution.handover) return paint("yellow", `handed over to a person (${execution.handover.reason})`);
  return JSON.stringify(Object.values(execution.outputs).at(-1) ?? null, null, 2);
}

function readArguments(args: string[]): { target: string; options: Options } {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      message: { type: "string" },
      input: { type: "string" },
      answer: { type: "string", multiple: true, default: [] },
      detach: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0)
    throw new UsageError("name one workflow file or one published workflow");
  const given = values.input === undefined ? {} : readObject("--input", values.input);
  const message = values.message === undefined ? {} : { customer_message: values.message };
  const answers = new Map(values.answer.map(readAnswer));
  return {
    target,
    options: { input: { ...given, ...message }, answers, detach: values.detach, json: values.json },
  };
}

function readAnswer(text: string): [string, Record<string, unknown>] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--answer takes NODE=JSON, not "${text}"`);
  return [text.slice(0, at), readObject("--answer", text.slice(at + 1))];
}

function readObject(option: string, text: string): Record<string, unknown> {
  const source = text.startsWith("@") ? readFileSync(text.slice(1), "utf8") : text;
  try {
    const value: unknown = JSON.parse(source);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below, with the option's name.
  }
  throw new UsageError(`${option} takes a JSON object, for example '{"customer_message": "hello"}'`);
}
