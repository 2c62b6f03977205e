import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { AllowedDeciders } from "../../../shared/contracts/wait.ts";
import type { HumanNodeConfig, SinkNodeConfig, ToolNodeConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";
import { findTool } from "./grants.ts";
import { reportSchemaProblems } from "./report-schema.ts";
import type { NodeParts } from "./node-parts.ts";
import { templatesIn } from "./templates.ts";

export function resolveToolNode(
  config: ToolNodeConfig,
  path: Path,
  context: ResolveContext,
): NodeParts | undefined {
  const [tool] = findTool(config.config.tool, [...path, "config", "tool"], context);
  if (tool === undefined) return undefined;
  const input = config.config.input ?? {};
  return {
    work: { type: "tool", tool: tool.name, input },
    weight: 1,
    outputSchema: tool.output,
    outputIsChecked: false,
    templates: templatesIn(input, [...path, "config", "input"]),
  };
}

const defaultForm: JsonSchema = {
  type: "object",
  properties: {
    decision: { type: "string", enum: ["approve", "reject"] },
    comment: { type: "string" },
  },
  required: ["decision"],
  additionalProperties: false,
};
const defaultDeciders: AllowedDeciders = { roles: ["approver", "owner", "operator"] };

export function resolveHumanNode(config: HumanNodeConfig, path: Path, context: ResolveContext): NodeParts {
  const { question, form = defaultForm, allowed = defaultDeciders } = config.config;
  reportSchemaProblems(form, [...path, "config", "form"], context);
  if ((allowed.roles ?? []).length + (allowed.subjects ?? []).length === 0)
    context.diagnostics.error("invalid-value", "Nobody may answer.", "Name a role or a subject.", {
      path: [...path, "config", "allowed"],
    });
  if (config.config.on_timeout !== undefined && config.timeout_seconds === undefined)
    context.diagnostics.error(
      "missing-key",
      "on_timeout never happens: the node waits for ever.",
      "Add `timeout_seconds:` to the node.",
      { path: [...path, "config", "on_timeout"], key: true },
    );
  const timeoutSeconds = config.timeout_seconds ?? null;
  return {
    work: { type: "human", question, form, allowed, timeoutSeconds },
    weight: 60,
    outputSchema: form,
    outputIsChecked: true,
    templates: [{ source: question, path: [...path, "config", "question"] }],
  };
}

export function resolveSinkNode(config: SinkNodeConfig, path: Path): NodeParts {
  const sinkConfig = config.config ?? {};
  return {
    work: { type: "sink", action: config.action, config: sinkConfig },
    weight: 0,
    outputSchema: undefined,
    outputIsChecked: false,
    templates: templatesIn(sinkConfig, [...path, "config"]),
  };
}
