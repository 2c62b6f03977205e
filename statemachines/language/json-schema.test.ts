import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../shared/contracts/json.ts";
import { validate } from "../../shared/domain/schemas/validate.ts";
import { workflowJsonSchema } from "./json-schema.ts";

const workflow = `
name: returns
version: 1.0.0
hil_config:
  handover_triggers:
    - { type: confidence_threshold, threshold: 0.7 }
workflow:
  nodes:
    - id: classify
      agent: classifier
      retry: { max_attempts: 2 }
    - id: approve
      type: human
      config: { question: Refund?, on_timeout: handover }
      timeout_seconds: 60
    - id: FINISH
      type: sink
      action: finish_conversation
  edges:
    - { from: classify, to: approve, condition: { type: jmespath, expression: output.ok } }
`;

describe("workflowJsonSchema()", () => {
  test("accepts what the parser accepts", () => {
    expect(validate(workflowJsonSchema(), parse(workflow) as Json)).toEqual([]);
  });

  test.each([
    ["a mistyped key", workflow.replace("retry:", "retries:")],
    ["a wrong type", workflow.replace("threshold: 0.7", "threshold: high")],
    ["an unknown action", workflow.replace("finish_conversation", "hang_up")],
  ])("refuses %s", (_, text) => {
    expect(validate(workflowJsonSchema(), parse(text) as Json)).not.toEqual([]);
  });

  test("describes keys for those who write them", () => {
    expect(JSON.stringify(workflowJsonSchema())).toContain("A node's id: a letter");
  });
});
