import { LineCounter, parseDocument } from "yaml";
import { type AgentDefinition, agentDefinitionSchema } from "../../shared/contracts/agent.ts";
import type { Diagnostic } from "../../shared/contracts/workflow.ts";

/** Reads an agent's registration; every mistake is reported with its place. */
export function parseAgent(
  source: string,
  file: string,
): { agent: AgentDefinition | undefined; diagnostics: Diagnostic[] } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const at = (offset: number, length: number) => {
    const start = lines.linePos(offset);
    const end = lines.linePos(offset + length);
    return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
  };
  const problem = (code: string, message: string, offset: number, length: number): Diagnostic => ({
    severity: "error",
    code,
    message,
    hint: "An agent states name, type, description and a prompt; see docs/agents.md.",
    ...at(offset, length),
  });
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map((error) =>
      problem(
        "invalid-yaml",
        error.message.split("\n")[0] ?? error.message,
        error.pos[0],
        error.pos[1] - error.pos[0],
      ),
    );
    return { agent: undefined, diagnostics };
  }
  const result = agentDefinitionSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (result.success) return { agent: result.data, diagnostics: [] };
  const diagnostics = result.error.issues.map((issue) => {
    const node = document.getIn(issue.path as (string | number)[], true) as
      | { range?: [number, number, number] }
      | undefined;
    const [from = 0, to = 0] = node?.range ?? [];
    return problem("invalid-agent", `${issue.path.join(".") || "agent"}: ${issue.message}`, from, to - from);
  });
  return { agent: undefined, diagnostics };
}
