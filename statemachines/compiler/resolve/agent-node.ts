import type { AgentDefinition } from "../../../shared/contracts/agent.ts";
import type { JsonSchema } from "../../../shared/contracts/json.ts";
import { hintForName } from "../../language/did-you-mean.ts";
import { reportIgnored } from "../../language/report-ignored.ts";
import type { AgentNodeConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import { callApproval } from "./call-approval.ts";
import type { ResolveContext } from "./context.ts";
import { resolveGrants } from "./grants.ts";
import { reportSchemaProblems } from "./report-schema.ts";
import type { NodeParts } from "./node-parts.ts";
import type { TemplateSource } from "./templates.ts";

/** An agent node: the registration of its agent, with the node's own settings applied. */
export function resolveAgentNode(
  config: AgentNodeConfig,
  path: Path,
  context: ResolveContext,
): NodeParts | undefined {
  const registered = findAgent(config.agent, path, context);
  if (config.context_sources !== undefined) reportIgnored(context.diagnostics, [...path, "context_sources"]);
  if (config.config?.context_sources !== undefined)
    reportIgnored(context.diagnostics, [...path, "config", "context_sources"]);
  const prompt = ownPrompt(config, path, context);
  if (config.config?.output !== undefined)
    reportSchemaProblems(config.config.output, [...path, "config", "output"], context);
  if (registered === undefined) return undefined;
  const agent = applySettings(
    registered,
    config,
    prompt?.source,
    resolveTools(registered, config, path, context),
  );
  if (agent.prompt === undefined) reportMissingPrompt(agent, path, context);
  const tools = agent.tools.flatMap((name) => context.registry.tools.get(name) ?? []);
  const approval = callApproval(config.config?.approval, tools, [...path, "config", "approval"], context);
  return {
    work: { type: "agent", agent, ...(approval !== undefined && { approval: approval.contract }) },
    weight: agent.type === "simple" ? 1.5 : agent.type === "reasoning" ? 8 : 25,
    outputSchema: agent.output ?? defaultOutput(agent),
    outputIsChecked: true,
    templates: [
      ...templatesOf(registered, config, path),
      ...(prompt === undefined ? [] : [prompt]),
      ...(approval?.templates ?? []),
    ],
  };
}

function findAgent(
  name: string,
  path: Path,
  { registry, diagnostics }: ResolveContext,
): AgentDefinition | undefined {
  const agent = registry.agents.get(name);
  const place = { path: [...path, "agent"] };
  if (agent === undefined) {
    const hint = hintForName(name, registry.agents.keys(), "agent");
    diagnostics.error("unknown-agent", `There is no agent "${name}".`, hint, place);
  } else if (agent.type === "code") {
    const hint = "This release has simple and reasoning agents.";
    diagnostics.error(
      "not-yet-supported",
      `"${name}" is a code agent; they come with a later release.`,
      hint,
      place,
    );
  }
  return agent;
}

/** The prompt that the node states itself: one of four places, never two. */
function ownPrompt(
  config: AgentNodeConfig,
  path: Path,
  { diagnostics }: ResolveContext,
): TemplateSource | undefined {
  const places: [string | undefined, Path][] = [
    [config.prompt_template, ["prompt_template"]],
    [config.task, ["task"]],
    [config.config?.prompt_template, ["config", "prompt_template"]],
    [config.config?.task, ["config", "task"]],
  ];
  const [first, ...others] = places.flatMap(([source, place]) =>
    source === undefined ? [] : [{ source, path: [...path, ...place] }],
  );
  for (const other of others)
    diagnostics.error(
      "conflicting-keys",
      "The node has two prompts.",
      "Keep one of `prompt_template` and `task`.",
      { path: other.path, key: true },
    );
  return first;
}

function resolveTools(
  registered: AgentDefinition,
  config: AgentNodeConfig,
  path: Path,
  context: ResolveContext,
): string[] {
  const own = config.config?.tools;
  const pathOf = (index: number) =>
    own === undefined ? [...path, "agent"] : [...path, "config", "tools", index];
  const granted = resolveGrants(own ?? registered.tools, pathOf, context);
  if (registered.type !== "simple") return granted;
  for (const name of granted) {
    if (context.registry.tools.get(name)?.safe === true) continue;
    const place = { path: own === undefined ? [...path, "agent"] : [...path, "config", "tools"] };
    context.diagnostics.error(
      "tool-not-allowed",
      `"${registered.name}" is a simple agent and may not use "${name}".`,
      "Use a reasoning agent, or a tool node.",
      place,
    );
  }
  return granted;
}

function applySettings(
  registered: AgentDefinition,
  { config = {} }: AgentNodeConfig,
  prompt: string | undefined,
  tools: string[],
): AgentDefinition {
  return {
    ...registered,
    tools,
    ...(prompt !== undefined && { prompt }),
    ...(config.model_profile !== undefined && { model_profile: config.model_profile }),
    ...(config.temperature !== undefined && { temperature: config.temperature }),
    ...(config.max_iterations !== undefined && { max_iterations: config.max_iterations }),
    ...(config.system_prompt !== undefined && { system_prompt: config.system_prompt }),
    ...(config.output !== undefined && { output: config.output }),
  };
}

function reportMissingPrompt(agent: AgentDefinition, path: Path, { diagnostics }: ResolveContext): void {
  const key = agent.type === "simple" ? "prompt_template" : "task";
  diagnostics.error(
    "missing-prompt",
    `Neither the node nor the agent "${agent.name}" has a prompt.`,
    `Add \`${key}:\` to the node.`,
    { path },
  );
}

/** Templates that the node's own prompt does not replace. */
function templatesOf(registered: AgentDefinition, config: AgentNodeConfig, path: Path): TemplateSource[] {
  const inherited = { path: [...path, "agent"], inherited: true };
  const own = config.config?.system_prompt;
  const system =
    own === undefined
      ? [{ source: registered.system_prompt, ...inherited }]
      : [{ source: own, path: [...path, "config", "system_prompt"] }];
  const hasPrompt = [
    config.prompt_template,
    config.task,
    config.config?.prompt_template,
    config.config?.task,
  ].some((prompt) => prompt !== undefined);
  const prompt = hasPrompt ? [] : [{ source: registered.prompt, ...inherited }];
  return [...system, ...prompt].flatMap(({ source, ...rest }) =>
    source === undefined ? [] : [{ source, ...rest }],
  );
}

/** What an agent without an output schema answers. */
function defaultOutput(agent: AgentDefinition): JsonSchema {
  const field = agent.type === "simple" ? "text" : "answer";
  return {
    type: "object",
    properties: { [field]: { type: "string" } },
    required: [field],
    additionalProperties: false,
  };
}
