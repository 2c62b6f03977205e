import type { AgentStepView, ExecutionView, NodeTrace } from "../shared/contracts/api/executions.ts";
import { ms, paint, usd } from "./terminal.ts";

/** An execution as a tree: nodes, and under each what its agent did, with durations, tokens and costs. */
export function formatTrace(execution: ExecutionView): string {
  const { trace } = execution;
  const duration = execution.duration_ms === null ? execution.status : ms(execution.duration_ms);
  const head = `${paint("bold", `Trace: ${trace.workflow_id}`)} [${duration}] ${usd(execution.total_cost_usd)}`;
  const unpriced = trace.costs.unpriced_calls;
  const note = unpriced > 0 ? [`(${unpriced} model calls have no known price and are not in the sum)`] : [];
  return [head, ...branches(trace.nodes, formatNode), ...note].join("\n");
}

function formatNode(node: NodeTrace): string[] {
  const duration = node.duration_ms === null ? node.status : ms(node.duration_ms);
  const tokens = node.tokens.input + node.tokens.output;
  const spent = tokens > 0 ? ` ${node.tokens.input}+${node.tokens.output} tokens ${usd(node.cost_usd)}` : "";
  const attempts = node.attempts > 1 ? paint("yellow", ` ${node.attempts} attempts`) : "";
  const line = `${mark(node.success)} ${node.node_id} (${node.type}) [${duration}]${spent}${attempts}`;
  const error = node.error ? [paint("red", `${node.error.name}: ${node.error.message}`)] : [];
  return [line, ...branches(node.steps ?? [], formatStep), ...error.map((text) => `    ${text}`)];
}

function formatStep(step: AgentStepView): string[] {
  if (step.kind === "model") {
    const tokens = `${step.tokens.input}+${step.tokens.output} tokens`;
    return [`llm.call [${ms(step.duration_ms)}] (${step.model}, ${tokens}, ${usd(step.cost_usd)})`];
  }
  const failure = step.error ? paint("red", ` ${step.error.name}`) : "";
  return [`tool.${step.tool} [${ms(step.duration_ms)}]${failure}`];
}

function branches<T>(items: T[], format: (item: T) => string[]): string[] {
  return items.flatMap((item, index) => {
    const last = index === items.length - 1;
    const [first = "", ...rest] = format(item);
    return [`${last ? "└── " : "├── "}${first}`, ...rest.map((line) => `${last ? "    " : "│   "}${line}`)];
  });
}

function mark(success: boolean | null): string {
  if (success === null) return paint("yellow", "…");
  return success ? paint("green", "✓") : paint("red", "✗");
}
