import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { ModelTool } from "../../../shared/contracts/model.ts";
import { asSchema, requiredNames } from "./schema-parts.ts";
import { stem, wordsOf } from "./words.ts";

const readingVerbs = new Set(
  "get list find search check look lookup fetch read query show describe verify validate calculate estimate track filter transform".split(
    " ",
  ),
);
const discoveringVerbs = new Set("list find search query".split(" "));
const writingVerbs = new Set(
  "create send add open post register submit issue notify start book schedule update change edit set cancel delete remove close refund put write make reset".split(
    " ",
  ),
);
/** These undo or change something: they are only meant where the task names them. */
const riskyVerbs = new Set("update change edit set cancel delete remove close refund put reset".split(" "));
const tellingVerbs = new Set("send notify post".split(" "));

export interface ToolName {
  verb: string;
  /** What it works on: `return` in `shopify.create_return`. */
  object: string;
  writes: boolean;
}

/** A tool, as far as its name and schema tell what it is for. */
export interface ToolView extends ToolName {
  tool: ModelTool;
  required: string[];
  objectWords: string[];
  /** Finds things by description; of no use once their numbers are known. */
  discovers: boolean;
  risky: boolean;
  /** Tells somebody; comes after what it tells of. */
  tells: boolean;
}

/** Splits `app.verb_object`, in its own spelling or in a provider's (`app__verb_object`). */
export function splitToolName(name: string): ToolName {
  const action = name.split(/\.|__/).at(-1) ?? name;
  const words = action.split(/[_-]|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
  const isVerb = (word: string) => readingVerbs.has(word) || writingVerbs.has(word);
  const verb = words.find(isVerb) ?? words[0] ?? "";
  const object = words.filter((word) => word !== verb).join(" ") || action;
  return { verb, object, writes: writingVerbs.has(verb) };
}

export function viewTool(tool: ModelTool): ToolView {
  const parts = splitToolName(tool.name);
  return {
    ...parts,
    tool,
    required: requiredOf(tool.input),
    objectWords: wordsOf(parts.object).map(stem),
    discovers: discoveringVerbs.has(parts.verb),
    risky: riskyVerbs.has(parts.verb),
    tells: tellingVerbs.has(parts.verb),
  };
}

function requiredOf(schema: JsonSchema): string[] {
  const properties = asSchema(schema["properties"]) ?? {};
  return requiredNames(schema).filter((name) => Object.hasOwn(properties, name));
}
