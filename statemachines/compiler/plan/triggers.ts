import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { HandoverTrigger, ReadPath } from "../../../shared/contracts/workflow.ts";
import { MISSING, NUMBER, propertyShape, shapeOfSchema, STRING, within } from "../expressions/shape.ts";
import type { NodeModel } from "../model.ts";
import { isObject } from "../scope/output-fields.ts";
import type { TriggerTest } from "./context.ts";

/** The tests that run right after a node, by its type and by what its output has. */
export function triggerTests(node: NodeModel, triggers: readonly HandoverTrigger[]): TriggerTest[] {
  return triggers.flatMap((trigger): TriggerTest[] => {
    switch (trigger.type) {
      case "confidence_threshold":
        return node.type === "agent" && hasConfidence(node.outputSchema)
          ? [{ reason: trigger.type, test: testConfidence(node, trigger.threshold) }]
          : [];
      case "agent_decision":
        return node.type === "agent" && mayHandOver(node.outputSchema)
          ? [
              {
                reason: trigger.type,
                test: { kind: "output", node: node.id, jsonata: "$output.decision = 'HANDOVER'" },
              },
            ]
          : [];
      case "error_threshold": {
        const jsonata = `$states.input.consecutiveErrors >= ${trigger.consecutiveErrors}`;
        return node.type === "agent" || node.type === "tool"
          ? [{ reason: trigger.type, test: { kind: "input", jsonata } }]
          : [];
      }
      case "explicit_request":
        return [];
    }
  });
}

/** What those tests read of the node's output. */
export function triggerReads(node: NodeModel, triggers: readonly HandoverTrigger[]): ReadPath[] {
  return triggerTests(node, triggers).flatMap(({ reason }) => {
    if (reason === "confidence_threshold") return [["confidence"]];
    return reason === "agent_decision" ? [["decision"]] : [];
  });
}

function hasConfidence(schema: JsonSchema | undefined): boolean {
  return declares(schema, "confidence") && (kindsOf(schema, "confidence") & NUMBER) !== 0;
}

/** The author may have left the field optional or let it be null: then there is nothing to compare. */
function testConfidence(node: NodeModel, threshold: number): TriggerTest["test"] {
  const comparison = `$output.confidence < ${threshold}`;
  const required = node.outputSchema?.["required"];
  const isSure =
    within(kindsOf(node.outputSchema, "confidence"), NUMBER | MISSING) &&
    Array.isArray(required) &&
    required.includes("confidence");
  const jsonata = isSure ? comparison : `$type($output.confidence) = 'number' and ${comparison}`;
  return { kind: "output", node: node.id, jsonata };
}

function mayHandOver(schema: JsonSchema | undefined): boolean {
  if (!declares(schema, "decision") || (kindsOf(schema, "decision") & STRING) === 0) return false;
  const properties = schema?.["properties"];
  const decision = isObject(properties) ? properties["decision"] : undefined;
  const values = isObject(decision) ? decision["enum"] : undefined;
  return !Array.isArray(values) || values.includes("HANDOVER");
}

function declares(schema: JsonSchema | undefined, name: string): boolean {
  const properties = schema?.["properties"];
  return isObject(properties) && Object.hasOwn(properties, name);
}

function kindsOf(schema: JsonSchema | undefined, name: string): number {
  return propertyShape(shapeOfSchema(schema), name).kinds;
}
