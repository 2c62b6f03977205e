import { expect, test } from "vitest";
import { substitutePlaceholders } from "./substitute-placeholders.ts";

const arn = (name: string) => `arn:${name}`;

test("puts the function's ARN where its placeholder stands", () => {
  const definition = {
    States: { a: { Arguments: { FunctionName: "${RunAgent}" } }, b: { list: ["${OpenWait}"] } },
  };
  expect(substitutePlaceholders(definition, arn)).toEqual({
    States: { a: { Arguments: { FunctionName: "arn:run-agent" } }, b: { list: ["arn:open-wait"] } },
  });
});

test("leaves text that only contains a placeholder alone", () => {
  const definition = { Comment: "see ${RunAgent}", Condition: "{% $a = '${x}' %}" };
  expect(substitutePlaceholders(definition, arn)).toEqual(definition);
});
