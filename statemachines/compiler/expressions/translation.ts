import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { Atoms } from "./atoms.ts";
import type { Problem } from "./problem.ts";

/** What the names in a condition stand for. */
export interface ConditionScope {
  /**
   * The upstream nodes. At run time a node's variable holds its output object, null (it was skipped) or nothing.
   * A schema must only be given where the output has been checked against it.
   */
  nodes: ReadonlyMap<string, { variable: string; schema?: JsonSchema | undefined }>;
  /** The run's input, an object; its schema under the same rule. */
  input: { expression: string; schema?: JsonSchema | undefined };
  /** On an edge: the node that `output` means. */
  output?: string | undefined;
}

export type ReadSource = { kind: "input" } | { kind: "node"; id: string };

/** A value that the condition reads; the path [] is the whole output or input. */
export interface Read {
  source: ReadSource;
  path: string[];
}

/** A root name that was taken for a field of the input, for the compiler to check. */
export interface InputField {
  name: string;
  offset: number;
  length: number;
}

export type Translation =
  | {
      ok: true;
      /** JSONata, without `{% %}`; it evaluates to true or false. */
      jsonata: string;
      /** The fewest values that decide the condition: it has the same result on a projection that holds only these. */
      reads: Read[];
      /** Ids of the nodes that are referred to, in the order of their first mention. */
      nodes: string[];
      inputFields: InputField[];
      atoms: Atoms;
      warnings: Problem[];
    }
  | { ok: false; problems: Problem[] };
