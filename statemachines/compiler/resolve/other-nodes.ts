import type { ApprovalContract } from "../../../shared/contracts/approval.ts";
import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { HumanNodeConfig, SinkNodeConfig, ToolNodeConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";
import { callApproval } from "./call-approval.ts";
import { resolveApproval } from "./approval.ts";
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
  const approval = callApproval(config.config.approval, [tool], [...path, "config", "approval"], context);
  return {
    work: {
      type: "tool",
      tool: tool.name,
      input,
      ...(approval !== undefined && { approval: approval.contract }),
    },
    weight: 1,
    outputSchema: tool.output,
    outputIsChecked: false,
    templates: [...templatesIn(input, [...path, "config", "input"]), ...(approval?.templates ?? [])],
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

export function resolveHumanNode(config: HumanNodeConfig, path: Path, context: ResolveContext): NodeParts {
  const { question, form = defaultForm, deadline } = config.config;
  reportSchemaProblems(form, [...path, "config", "form"], context);
  const { contract, templates } = resolveApproval(config.config, [...path, "config"], context, {
    requesterMayDecide: true,
    locals: [],
  });
  if (deadline !== undefined && config.timeout_seconds !== undefined)
    context.diagnostics.error("conflicting-keys", "The node has two deadlines.", "Keep one of the two.", {
      path: [...path, "config", "deadline"],
      key: true,
    });
  if (
    config.config.on_timeout !== undefined &&
    config.timeout_seconds === undefined &&
    deadline === undefined
  )
    context.diagnostics.error(
      "missing-key",
      "on_timeout never happens: the node waits for ever.",
      "Add `timeout_seconds:` to the node.",
      { path: [...path, "config", "on_timeout"], key: true },
    );
  const elapsed = contract.deadline?.kind === "elapsed" ? contract.deadline.seconds : undefined;
  const timeoutSeconds = config.timeout_seconds ?? elapsed ?? null;
  const approval: ApprovalContract = {
    ...contract,
    deadline: timeoutSeconds === null ? contract.deadline : { kind: "elapsed", seconds: timeoutSeconds },
  };
  return {
    work: {
      type: "human",
      question,
      form,
      allowed: contract.allowed,
      timeoutSeconds,
      ...(statesMore(config.config) && { approval }),
    },
    weight: 60,
    outputSchema: form,
    outputIsChecked: true,
    templates: [{ source: question, path: [...path, "config", "question"] }, ...templates],
    ...(elapsed !== undefined && { timeoutSeconds: elapsed }),
  };
}

/** What only a contract holds; who may answer and until when stand with the node. */
function statesMore(config: HumanNodeConfig["config"]): boolean {
  const { quorum, requester_may_decide, deadline, still_true } = config;
  return [quorum, requester_may_decide, deadline, still_true].some((value) => value !== undefined);
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
