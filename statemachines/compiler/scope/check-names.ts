import { closest, hintForName, slipLimit } from "../../language/did-you-mean.ts";
import type { Place } from "../../language/diagnostics.ts";
import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { NodeModel } from "../model.ts";
import type { ResolveContext } from "../resolve/context.ts";
import { isObject, missingField } from "./output-fields.ts";

/** A name that a condition or template takes from its scope. */
export interface NameUse {
  root: string;
  /** The fields it follows from there, as far as they are known. */
  path: readonly string[];
  place: Place;
}

/** Checks names against the nodes, their outputs and the input's schema. */
export class NameChecker {
  private readonly nodes: ReadonlyMap<string, NodeModel>;
  private readonly inputSchema: JsonSchema | undefined;
  private readonly context: ResolveContext;
  private readonly likeNodes = new Map<string, boolean>();

  constructor(
    nodes: ReadonlyMap<string, NodeModel>,
    inputSchema: JsonSchema | undefined,
    context: ResolveContext,
  ) {
    this.nodes = nodes;
    this.inputSchema = inputSchema;
    this.context = context;
  }

  /** True when `name` is a node that may be read; a sink is reported and false. */
  checkNode(id: string, place: Place): boolean {
    if (this.nodes.get(id)?.type !== "sink") return true;
    const message = `"${id}" is a sink and has no output.`;
    this.context.diagnostics.error(
      "edge-from-sink",
      message,
      "A sink ends the run; nothing comes after it.",
      place,
    );
    return false;
  }

  checkField(node: NodeModel, path: readonly string[], place: Place): void {
    const missing = node.outputSchema === undefined ? undefined : missingField(node.outputSchema, path);
    if (missing === undefined) return;
    const message = `The output of "${node.id}" has no field "${missing.field}".`;
    const hint = hintForName(missing.field, missing.known, "field");
    this.context.diagnostics.error("unknown-field", message, hint, place);
  }

  /**
   * A name that is no node is a field of the input. Where the input is declared it has to be one of its fields; elsewhere
   * it must not look like a node's name that was mistyped.
   */
  checkInputField({ root, path, place }: NameUse): void {
    const fields = closedFields(this.inputSchema);
    if (fields === undefined && !this.looksLikeNode(root, path)) return;
    if (fields?.includes(root) === true) return;
    const known = [...this.readableNodes(), ...(fields ?? []), "input"];
    const message = `"${root}" is neither a node nor a field of the input.`;
    const hint = hintForName(root, known, "name");
    const declare = fields === undefined ? " If it is a field of the input, declare the input." : "";
    this.context.diagnostics.error("unknown-name", message, hint + declare, place);
  }

  /** A field of `input` itself. */
  checkWholeInput(path: readonly string[], place: Place): void {
    const missing = this.inputSchema === undefined ? undefined : missingField(this.inputSchema, path);
    if (missing === undefined) return;
    const message = `The input has no field "${missing.field}".`;
    const hint = hintForName(missing.field, missing.known, "field");
    this.context.diagnostics.error("unknown-name", message, hint, place);
  }

  private looksLikeNode(root: string, path: readonly string[]): boolean {
    if (path[0] === "output") return true;
    const known = this.likeNodes.get(root);
    if (known !== undefined) return known;
    const looksLike = closest(root, this.readableNodes(), slipLimit(root)) !== undefined;
    this.likeNodes.set(root, looksLike);
    return looksLike;
  }

  private readableNodes(): string[] {
    return [...this.nodes.values()].filter((node) => node.type !== "sink").map((node) => node.id);
  }
}

function closedFields(schema: JsonSchema | undefined): string[] | undefined {
  if (schema === undefined || !isObject(schema["properties"])) return undefined;
  const additional = schema["additionalProperties"];
  return additional === undefined || additional === false ? Object.keys(schema["properties"]) : undefined;
}
