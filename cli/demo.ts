// `npm run demo`: the main job end to end, on this machine, without account, key or network.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionView } from "../shared/contracts/api/executions.ts";
import type { HumanTaskView } from "../shared/contracts/api/human-tasks.ts";
import { listPriceUsd, readSettings, startHost, stateHistory } from "../local/index.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { followExecution } from "./follow-execution.ts";
import { formatTrace } from "./print-trace.ts";
import { paint, usd } from "./terminal.ts";

const message = process.argv.slice(2).join(" ") || "I want to return order #12345";
const manager = "mia@example.com";

const startedAt = performance.now();
const dataDir = join(readSettings().dataDir, "demo");
rmSync(dataDir, { recursive: true, force: true });
const host = await startHost({ dataDir, apiPort: 0, awsPort: 0 });
try {
  console.log(`Host ready at ${host.apiUrl} after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  console.log(`Model: ${host.model}\n`);
  const execution = await converse();
  process.exitCode = execution.status === "completed" ? exitCodes.done : exitCodes.runFailed;
} finally {
  await host.close();
}

async function converse(): Promise<ExecutionView> {
  const developer = createApiClient({ apiUrl: host.apiUrl, credential: host.apiKey });
  console.log(`${paint("bold", "Customer:")} ${message}\n`);
  const accepted = await developer.post<ExecutionView>("/workflows/execute", {
    workflow_id: "customer_support",
    input_data: { customer_message: message, customer_id: "cust_789" },
    context: { conversation_id: "conv_abc123", customer_email: "john@example.com" },
  });
  console.log(
    `${paint("dim", "Execution")} ${accepted.execution_id} ${paint("dim", "of the state machine advances:")}`,
  );
  const printStates = statePrinter(accepted.execution_id);
  const execution = await followExecution(developer, accepted.execution_id, {
    onNode: () => undefined,
    onPoll: printStates,
    onTask: async (task) => {
      await printStates();
      await approve(task);
      return null;
    },
  });
  await printStates();
  printEnd(execution);
  return execution;
}

/** The manager signs in with a token of their own and decides over HTTP: the developer's key may not. */
async function approve(task: HumanTaskView): Promise<void> {
  console.log(
    `\n${paint("yellow", "The state machine waits for a person:")}\n  ${task.question.trim().replaceAll("\n", "\n  ")}`,
  );
  const token = await host.signIn({ subject: manager, roles: ["approver"] });
  const asManager: ApiClient = createApiClient({ apiUrl: host.apiUrl, credential: token });
  await asManager.post(`/human-tasks/${task.id}/decision`, {
    answer: { decision: "approve", comment: "Within 30 days." },
  });
  console.log(`  ${paint("green", "approved")} by ${manager} (POST ${task.url}/decision)\n`);
}

function statePrinter(executionId: string): () => Promise<void> {
  let printed = 0;
  return async () => {
    const states = await stateHistory(host.awsUrl, executionId);
    for (const { name, type } of states.slice(printed)) console.log(`  → ${name} ${paint("dim", type)}`);
    printed = states.length;
  };
}

function printEnd(execution: ExecutionView): void {
  const answer = execution.outputs["assemble_response"] as { text?: string } | undefined;
  if (answer?.text) console.log(`\n${paint("bold", "Answer:")} ${answer.text}`);
  if (execution.handover)
    console.log(`\n${paint("yellow", `Handed over to a person: ${execution.handover.reason}`)}`);
  if (execution.error)
    console.log(`\n${paint("red", `${execution.error.name}: ${execution.error.message}`)}`);
  console.log(`\n${formatTrace(execution)}`);
  printListPrice(execution);
  console.log(
    `\nTotal ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Next: \`npm start\`, then \`node bin/hil.mjs status\`.`,
  );
}

/** The offline model costs nothing; what it stands in for would not. */
function printListPrice({ trace }: ExecutionView): void {
  const sum = (count: (node: ExecutionView["trace"]["nodes"][number]) => number) =>
    trace.nodes.reduce((total, node) => total + count(node), 0);
  const tokens = { input: sum((node) => node.tokens.input), output: sum((node) => node.tokens.output) };
  const prices = listPriceUsd(tokens).map(({ model, costUsd }) => `${usd(costUsd)} on ${model}`);
  console.log(`\nThe same ${tokens.input}+${tokens.output} tokens at list price: ${prices.join(", ")}`);
}
