import { type AgentDefinition, agentDefinitionSchema } from "../../shared/contracts/agent.ts";
import type { CompiledWorkflow, Diagnostic } from "../../shared/contracts/workflow.ts";
import type { WorkflowCompiler } from "../../shared/domain/workflows/ports.ts";

export const sampleAgent: AgentDefinition = agentDefinitionSchema.parse({
  name: "intent_classifier",
  type: "simple",
  description: "Finds out what a customer wants",
  capabilities: ["structured_output"],
  avg_latency_ms: 800,
});

const base = { upstream: [], reads: [], location: { line: 4, column: 5 } };

/** One agent, one person, one sink. */
const sampleWorkflow: CompiledWorkflow = {
  name: "returns",
  version: "1.0.0",
  description: "Handles returns",
  input: {
    type: "object",
    required: ["customer_message"],
    properties: { customer_message: { type: "string", maxLength: 4000 }, customer_id: { type: "string" } },
  },
  inputReads: [],
  triggers: [],
  nodes: {
    classify: { ...base, id: "classify", type: "agent", agent: sampleAgent },
    approve: {
      ...base,
      id: "approve",
      type: "human",
      upstream: ["classify"],
      question: "Approve?",
      form: { type: "object" },
      allowed: { roles: ["approver"] },
      timeoutSeconds: 3600,
    },
    FINISH: { ...base, id: "FINISH", type: "sink", action: "finish_conversation", config: {} },
  },
  stateMachine: { StartAt: "classify", States: {} },
};

export const sampleSource = "name: returns\nversion: 1.0.0\n";
export const brokenSource = "name: returns\nworkflow: {}\n";

const diagnostic: Diagnostic = {
  severity: "error",
  code: "missing-key",
  message: "A workflow has nodes.",
  hint: "Add `nodes`.",
  file: "workflow.yaml",
  line: 2,
  column: 1,
  endLine: 2,
  endColumn: 9,
};

/** Knows two sources: one that compiles, and one with two mistakes. */
export const sampleCompiler: WorkflowCompiler = {
  compile: (source, file) =>
    source === sampleSource
      ? { workflow: sampleWorkflow, diagnostics: [] }
      : {
          diagnostics: [
            { ...diagnostic, file },
            { ...diagnostic, file, code: "unknown-node", message: "There is no node x." },
          ],
        },
};
