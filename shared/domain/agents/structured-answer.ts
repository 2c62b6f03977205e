import { InvalidModelOutputError } from "../../contracts/errors.ts";
import type { Json, JsonSchema } from "../../contracts/json.ts";
import type { ModelMessage, ModelResponse } from "../../contracts/model.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { describeProblems, type SchemaProblem } from "../schemas/schema-problem.ts";
import { assertAnswered } from "./accept-response.ts";
import { cutText } from "./cut-text.ts";
import { extractJson } from "./extract-json.ts";

const maxQuotedBytes = 16 * 1024;

type Reading = { ok: true; value: Json } | { ok: false; problems: SchemaProblem[] };

/**
 * The document that an answer gives for a schema. A wrong one gets one chance: `ask` sends the messages it is handed,
 * which show the model its answer and its mistakes, and gives the new answer.
 * @throws InvalidModelOutputError
 */
export async function readWithRepair(
  response: ModelResponse,
  schema: JsonSchema,
  ask: (repair: ModelMessage[]) => Promise<ModelResponse>,
): Promise<Json> {
  const first = await readAnswer(response.text, schema);
  if (first.ok) return first.value;
  const repaired = await ask(repairMessages(response.text, first.problems, schema));
  assertAnswered(repaired);
  const second = await readAnswer(repaired.text, schema);
  if (second.ok) return second.value;
  throw new InvalidModelOutputError(
    `the model's answer does not fit the output schema, also after one repair: ${describeProblems(second.problems)}`,
    { details: { problems: second.problems.length, finishReason: repaired.finishReason } },
  );
}

/** The first document in the text that fits, or what is wrong with the likeliest one. */
async function readAnswer(text: string, schema: JsonSchema): Promise<Reading> {
  let problems: SchemaProblem[] = [{ path: "", message: "is not a JSON document" }];
  const documents = extractJson(text);
  // A schema may ask for plain text, which models do not put in quotes.
  for (const [index, value] of [...documents, text.trim()].entries()) {
    const found = await problemsOf(schema, value);
    if (found.length === 0) return { ok: true, value };
    if (index === 0 && documents.length > 0) problems = found;
  }
  return { ok: false, problems };
}

function repairMessages(text: string, problems: SchemaProblem[], schema: JsonSchema): ModelMessage[] {
  const shown = text.trim() === "" ? "(no text)" : cutText(text, maxQuotedBytes);
  const request = [
    "Your answer does not fit the required form:",
    ...problems.map((problem) => `- ${describeProblems([problem])}`),
    "Answer again with one JSON document that fits this JSON Schema, and nothing else:",
    JSON.stringify(schema),
  ];
  return [
    { role: "assistant", text: shown },
    { role: "user", text: request.join("\n") },
  ];
}
