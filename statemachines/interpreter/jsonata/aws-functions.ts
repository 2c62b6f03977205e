import type { EvaluationScope } from "./scope.ts";
import { hashText, isHashAlgorithm } from "./hash.ts";
import { seededRandom } from "./java-random.ts";
import { createSequence } from "./sequence.ts";

/**
 * The functions that Step Functions adds to JSONata. A missing argument, like an impossible one, gives nothing; an
 * argument of a wrong type is an error. Source: the AWS developer guide, "JSONata functions provided by Step Functions".
 */
type AwsFunction = (scope: EvaluationScope, ...values: unknown[]) => unknown;

export const AWS_FUNCTIONS: Readonly<Record<string, AwsFunction>> = {
  parse: (_scope, text) => (text === undefined ? undefined : parseJson(requireString("parse", 1, text))),
  partition: (_scope, items, size) => partition(items, optionalNumber("partition", 2, size)),
  range: (_scope, from, to, step) =>
    range(optionalNumber("range", 1, from), optionalNumber("range", 2, to), optionalNumber("range", 3, step)),
  hash: (_scope, text, algorithm) => hash(text, algorithm),
  random: (scope, seed) =>
    seed === undefined ? scope.random() : seededRandom(requireNumber("random", 1, seed)),
  uuid: (scope) => scope.uuid(),
  millis: (scope) => scope.nowMs,
  shuffle: (scope, items) => shuffle(items, scope),
};

/** Thrown like jsonata's own errors; jsonata makes the text from the code, where it knows the code. */
interface JsonataFailure {
  code?: string;
  message: string;
  index?: number;
  token?: string;
}

function fail(failure: JsonataFailure): never {
  // eslint-disable-next-line no-throw-literal -- jsonata passes on what a function throws, and throws such objects itself
  throw failure;
}

function mismatch(token: string, index: number): never {
  return fail({
    code: "T0410",
    index,
    token,
    message: `Argument ${index} of function "${token}" is of a wrong type`,
  });
}

function requireString(name: string, index: number, value: unknown): string {
  return typeof value === "string" ? value : mismatch(name, index);
}

function requireNumber(name: string, index: number, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : mismatch(name, index);
}

function optionalNumber(name: string, index: number, value: unknown): number | undefined {
  return value === undefined ? undefined : requireNumber(name, index, value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fail({ message: `Unable to parse the given string as JSON: ${text}` });
  }
}

function partition(value: unknown, size: number | undefined): unknown {
  if (value === undefined || size === undefined) return undefined;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const length = Math.trunc(size);
  if (length <= 0 || items.length === 0) return undefined;
  const chunks: unknown[][] = [];
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

/** Step Functions refuses a longer one. */
const MAX_RANGE_ITEMS = 360_145;

/** A sequence, so that a range of one number is that number, as on AWS. */
function range(from: number | undefined, to: number | undefined, step: number | undefined): unknown {
  if (from === undefined || to === undefined || step === undefined) return undefined;
  const [first, last, by] = [Math.trunc(from), Math.trunc(to), Math.trunc(step)];
  if (by === 0 || (last - first) * by < 0) return undefined;
  const length = Math.floor((last - first) / by) + 1;
  if (length > MAX_RANGE_ITEMS) return fail({ message: "Expression evaluation memory limit exceeded" });
  const items = createSequence();
  for (let index = 0; index < length; index++) items.push(first + index * by);
  return items;
}

function hash(text: unknown, algorithm: unknown): unknown {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = requireString("hash", 2, algorithm);
  return isHashAlgorithm(name) ? hashText(requireString("hash", 1, text), name) : mismatch("hash", 2);
}

/** Fisher and Yates's, inside out, as in jsonata. */
function shuffle(value: unknown, scope: EvaluationScope): unknown {
  if (value === undefined) return undefined;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const result: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const place = Math.floor(scope.random() * (index + 1));
    if (place !== index) result[index] = result[place];
    result[place] = item;
  }
  return result;
}
