import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import { composeReason, composeReply, composeSubject, composeSummary } from "./compose-answer.ts";
import { lookUpText, nameWords } from "./facts.ts";
import type { FillContext } from "./fill-schema.ts";

/** Kinds of text that may be written, by the words of a field's name. */
const roles: { names: string; compose: (context: FillContext) => string }[] = [
  {
    names: "text reply response message answer body content",
    compose: ({ conversation }) => composeReply(conversation),
  },
  {
    names: "summary note description explanation overview detail",
    compose: ({ conversation }) => composeSummary(conversation),
  },
  {
    names: "reason reasoning rational justification why thought",
    compose: ({ conversation }) => composeReason(conversation),
  },
  { names: "subject headline", compose: ({ conversation }) => composeSubject(conversation) },
];

/** A stated fact in the form that the schema asks for, else a text of the kind that the field's name asks for. */
export function fillString(schema: JsonSchema, name: string, context: FillContext): string | undefined {
  const { conversation, compose } = context;
  const stated = lookUpText(conversation.facts, name, (text) => fits(withoutSign(text), schema));
  if (stated !== null) return withoutSign(stated);
  if (looksLikeEmail(schema, name)) return findEmail(conversation.facts.map((fact) => fact.value));
  if (!compose) return undefined;
  if (nameWords(name).at(-1) === "id") return context.placeholders ? shorten("unknown", schema) : undefined;
  const role = roles.find(({ names }) => nameWords(name).some((word) => names.split(" ").includes(word)));
  const text = (role?.compose ?? (({ conversation: each }: FillContext) => composeSummary(each)))(context);
  return shorten(text, schema);
}

function looksLikeEmail(schema: JsonSchema, name: string): boolean {
  return schema["format"] === "email" || /^(to|recipient|(\w+_)?e_?mail(_address)?)$/i.test(name);
}

function findEmail(values: Json[]): string | undefined {
  return values.find(
    (value): value is string => typeof value === "string" && /^[\w.+-]+@[\w.-]+$/.test(value),
  );
}

/** "#12345" is how people write the number, not part of it. */
function withoutSign(text: string): string {
  return text.replace(/^#(?=\d)/, "");
}

function fits(text: string, schema: JsonSchema): boolean {
  const { maxLength, minLength, format } = schema;
  if (typeof maxLength === "number" && text.length > maxLength) return false;
  if (typeof minLength === "number" && text.length < minLength) return false;
  if (format === "email") return /^[\w.+-]+@[\w.-]+$/.test(text);
  if (format === "uri") return URL.canParse(text);
  return format === "date" ? /^\d{4}-\d{2}-\d{2}$/.test(text) : true;
}

function shorten(text: string, schema: JsonSchema): string {
  const most = schema["maxLength"];
  return typeof most === "number" ? text.slice(0, most) : text;
}
