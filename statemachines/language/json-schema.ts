import * as z from "zod";
import type { JsonObject } from "../../shared/contracts/json.ts";
import { workflowFileSchema } from "./schema.ts";

/** The language as a JSON Schema (2020-12), so that an editor completes and checks the YAML while it is written. */
export function workflowJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(workflowFileSchema, { io: "input", target: "draft-2020-12" });
  return {
    $id: "workflow.schema.json",
    title: "HIL Agent System workflow",
    ...(schema as JsonObject),
  };
}
