import type { Json, JsonObject } from "../../asl/types.ts";
import type { IntrinsicArgument, IntrinsicCall } from "../../asl/intrinsic.ts";
import { hashText, isHashAlgorithm } from "../jsonata/hash.ts";
import { seededRandom } from "../jsonata/java-random.ts";
import { deepEqual } from "../jsonata/operators.ts";
import { RuntimeFailure } from "../failures.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { evaluatePath, type PathRoots } from "./evaluate-path.ts";
import { formatTemplate, unescape } from "./format.ts";

export interface IntrinsicScope extends PathRoots {
  random(): number;
  uuid(): string;
}

type Intrinsic = (values: Json[], scope: IntrinsicScope) => Json;

/** Evaluates a call; throws `RuntimeFailure`, whose text names the whole outermost expression. */
export function evaluateIntrinsic(call: IntrinsicCall, scope: IntrinsicScope): Json {
  try {
    return evaluateCall(call, scope);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    throw new RuntimeFailure(`The function '${call.source}' had the following error: ${error.message}`);
  }
}

class Rejected {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

function reject(message: string): never {
  throw new Rejected(message);
}

function evaluateCall(call: IntrinsicCall, scope: IntrinsicScope): Json {
  const values = call.arguments.map((argument, index) => {
    const value = evaluateArgument(argument, scope);
    // A format keeps its escapes: they tell a written brace from a place for a value.
    const isFormat = index === 0 && call.name === "States.Format";
    return argument.kind === "literal" && typeof value === "string" && !isFormat ? unescape(value) : value;
  });
  return INTRINSICS[call.name]!(values, scope);
}

function evaluateArgument(argument: IntrinsicArgument, scope: IntrinsicScope): Json {
  if (argument.kind === "literal") return argument.value;
  if (argument.kind === "call") return evaluateCall(argument.call, scope);
  const { path } = argument;
  const value = evaluatePath(path, scope);
  if (value !== undefined) return value;
  const input = JSON.stringify(path.root.kind === "context" ? scope.context() : scope.data);
  return reject(
    `The JsonPath argument for the field '${path.source}' could not be found in the input '${input}'`,
  );
}

function array(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : reject("Invalid arguments: an array was expected");
}

function integer(value: Json | undefined): number {
  return typeof value === "number" ? Math.trunc(value) : reject("Invalid arguments: an integer was expected");
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : reject("Invalid arguments: a string was expected");
}

function object(value: Json | undefined): JsonObject {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value : reject("Invalid arguments: a JSON object was expected");
}

const MAX_RANGE_ITEMS = 1000;

function range(from: number, to: number, step: number): Json {
  if (step === 0) return reject("Invalid arguments: the step must not be 0");
  const length = Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > MAX_RANGE_ITEMS) return reject(`Invalid arguments: more than ${MAX_RANGE_ITEMS} elements`);
  return Array.from({ length }, (_item, index) => from + index * step);
}

function partition(items: Json[], size: number): Json {
  if (size <= 0) return reject("Invalid arguments: the chunk size must be positive");
  const chunks: Json[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

function unique(items: Json[]): Json {
  return items.filter((item, index) => items.findIndex((other) => deepEqual(other, item)) === index);
}

function parseJson(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return reject(`Invalid JSON provided: ${value}`);
  }
}

function hash(value: Json | undefined, algorithm: string): Json {
  const data = typeof value === "string" ? value : JSON.stringify(value);
  return isHashAlgorithm(algorithm)
    ? hashText(data, algorithm)
    : reject(`Unknown hash algorithm ${algorithm}`);
}

/** Splits at any of the characters; empty parts are left out. */
function split(value: string, separators: string): Json {
  const parts: string[] = [""];
  for (const character of value) {
    if (separators.includes(character)) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== "");
}

function random(values: Json[], scope: IntrinsicScope): Json {
  const [from, to] = [integer(values[0]), integer(values[1])];
  const chance = values[2] === undefined ? scope.random() : seededRandom(integer(values[2]));
  return from + Math.floor(chance * (to - from));
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  "States.Array": (values) => values,
  "States.ArrayContains": ([items, value]) => array(items).some((item) => deepEqual(item, value)),
  "States.ArrayGetItem": ([items, index]) => array(items)[integer(index)] ?? reject("Index out of bounds"),
  "States.ArrayLength": ([items]) => array(items).length,
  "States.ArrayPartition": ([items, size]) => partition(array(items), integer(size)),
  "States.ArrayRange": ([from, to, step]) => range(integer(from), integer(to), integer(step)),
  "States.ArrayUnique": ([items]) => unique(array(items)),
  "States.Base64Decode": ([value]) => decodeBase64(text(value)) ?? reject("Invalid Base64"),
  "States.Base64Encode": ([value]) => encodeBase64(text(value)),
  "States.Format": ([template, ...values]) =>
    typeof template === "string"
      ? (formatTemplate(template, values) ?? reject("Invalid arguments"))
      : reject("Invalid arguments"),
  "States.Hash": ([value, algorithm]) => hash(value, text(algorithm)),
  "States.JsonMerge": ([left, right]) => ({ ...object(left), ...object(right) }),
  "States.JsonToString": ([value]) => JSON.stringify(value),
  "States.MathAdd": ([left, right]) => integer(left) + integer(right),
  "States.MathRandom": random,
  "States.StringSplit": ([value, separators]) => split(text(value), text(separators)),
  "States.StringToJson": ([value]) => parseJson(text(value)),
  "States.UUID": (_values, scope) => scope.uuid(),
};
