import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { ConditionConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import { mutuallyExclusive } from "../expressions/atoms.ts";
import { isReservedVariable } from "../expressions/builtins.ts";
import { translateJmespath } from "../expressions/translate-jmespath.ts";
import { translateJsonata } from "../expressions/translate-jsonata.ts";
import type { ConditionScope, Translation } from "../expressions/translation.ts";
import type { Condition, NodeModel } from "../model.ts";
import type { ResolveContext } from "../resolve/context.ts";
import type { NameChecker } from "./check-names.ts";

/** A condition as it was read, and where. */
export interface ConditionSource {
  config: ConditionConfig;
  path: Path;
  /** On an edge: the node that `output` means. */
  output: string | undefined;
}

export interface ConditionContext extends ResolveContext {
  nodes: ReadonlyMap<string, NodeModel>;
  inputSchema: JsonSchema | undefined;
  names: NameChecker;
}

type Translated = Extract<Translation, { ok: true }>;

/** Translates and checks one condition; undefined when it is wrong. */
export function translateCondition(
  source: ConditionSource,
  context: ConditionContext,
): Condition | undefined {
  const { config, path } = source;
  const { diagnostics } = context;
  if (config.type === "python") {
    diagnostics.error(
      "not-yet-supported",
      "Conditions in Python come with a later release.",
      "Write the condition in JMESPath.",
      { path: [...path, "type"] },
    );
    return undefined;
  }
  const place = (problem: { offset: number; length: number }) => ({
    path: [...path, "expression"],
    offset: problem.offset,
    length: problem.length,
  });
  const translation = translate(source, context, canonicalVariable);
  if (!translation.ok) {
    for (const problem of translation.problems)
      if (problem.code !== "condition-unknown-property")
        diagnostics.error(problem.code, problem.message, problem.hint, place(problem));
    return undefined;
  }
  checkUses(source, translation, context);
  for (const warning of translation.warnings) {
    // Reported as an unknown field, also where the schema is not binding enough for the translation.
    if (warning.code === "condition-unknown-property") continue;
    diagnostics.warning(warning.code, warning.message, warning.hint, place(warning));
  }
  return conditionOf(source, translation, context);
}

function conditionOf(source: ConditionSource, translation: Translated, context: ConditionContext): Condition {
  const paths = translation.reads.map(({ source: from, path }) => ({
    node: from.kind === "node" ? from.id : undefined,
    path,
  }));
  const excluded = new Map<string, boolean>();
  return {
    key: translation.jsonata,
    nodes: translation.nodes,
    nodeReads: paths.flatMap(({ node, path }) => (node === undefined ? [] : [{ node, path }])),
    inputReads: paths.flatMap(({ node, path }) => (node === undefined ? [path] : [])),
    atoms: translation.atoms,
    render(variableOf) {
      const again = translate(source, context, variableOf);
      if (!again.ok) throw new Error(`A condition lost its translation: ${source.config.expression}`);
      return again.jsonata;
    },
    excludes(other) {
      const known = excluded.get(other.key);
      if (known !== undefined) return known;
      const excludes = mutuallyExclusive(translation.atoms, other.atoms);
      excluded.set(other.key, excludes);
      return excludes;
    },
  };
}

function translate(
  { config, output }: ConditionSource,
  { nodes, inputSchema }: ConditionContext,
  variableOf: (node: string) => string,
): Translation {
  const scope: ConditionScope = {
    nodes: new Map(
      [...nodes.values()].map((node) => [
        node.id,
        { variable: `$${variableOf(node.id)}`, schema: node.outputIsChecked ? node.outputSchema : undefined },
      ]),
    ),
    input: { expression: "$states.context.Execution.Input.input", schema: inputSchema },
    output,
  };
  return config.type === "jsonata"
    ? translateJsonata(config.expression, scope)
    : translateJmespath(config.expression, scope);
}

/** A node's variable where nothing else has to be considered. */
export function canonicalVariable(node: string): string {
  return isReservedVariable(node) ? `${node}_output` : node;
}

/** Sinks, unknown names and fields that the outputs do not have. */
function checkUses(
  { config, path }: ConditionSource,
  translation: Translated,
  context: ConditionContext,
): void {
  const { expression } = config;
  const at = (offset: number, length: number) => ({ path: [...path, "expression"], offset, length });
  const found = (name: string) => at(Math.max(expression.lastIndexOf(name), 0), name.length);
  for (const id of translation.nodes) context.names.checkNode(id, found(id));
  for (const field of translation.inputFields) {
    const rest = /^\s*\.\s*(\w+)/.exec(expression.slice(field.offset + field.length));
    const use = { root: field.name, path: rest?.[1] === undefined ? [] : [rest[1]] };
    context.names.checkInputField({ ...use, place: at(field.offset, field.length) });
  }
  const fields = new Set(translation.inputFields.map((field) => field.name));
  for (const read of translation.reads) {
    const node = read.source.kind === "node" ? context.nodes.get(read.source.id) : undefined;
    const place = found(read.path.at(-1) ?? "");
    if (node !== undefined) context.names.checkField(node, read.path, place);
    else if (!fields.has(read.path[0] ?? "")) context.names.checkWholeInput(read.path, place);
  }
}
