import { expect, test } from "vitest";
import { substitutePlaceholders } from "./substitute-placeholders.ts";

const arn = (name: string) => `arn:${name}`;

test("puts the function's ARN and the revision where their placeholders stand", () => {
  const definition = {
    States: {
      a: { Arguments: { FunctionName: "${RunAgent}", Payload: { revision: "${Revision}" } } },
      b: { list: ["${OpenWait}"] },
    },
  };
  expect(substitutePlaceholders(definition, arn, "d1")).toEqual({
    States: {
      a: { Arguments: { FunctionName: "arn:run-agent", Payload: { revision: "d1" } } },
      b: { list: ["arn:open-wait"] },
    },
  });
});

test("leaves text that only contains a placeholder alone", () => {
  const definition = { Comment: "see ${RunAgent}", Condition: "{% $a = '${x}' %}" };
  expect(substitutePlaceholders(definition, arn, "d1")).toEqual(definition);
});
