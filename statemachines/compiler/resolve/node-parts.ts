import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { NodeWork } from "../model.ts";
import type { TemplateSource } from "./templates.ts";

/** What is special about a node of one type. */
export interface NodeParts {
  work: NodeWork;
  weight: number;
  outputSchema: JsonSchema | undefined;
  /** True: its function checks every output against the schema. */
  outputIsChecked: boolean;
  templates: TemplateSource[];
  /** A deadline in seconds that stands for the node's timeout. */
  timeoutSeconds?: number;
}
