import { AWS_FUNCTIONS } from "./aws-functions.ts";
import { bailOut } from "./bail-out.ts";
import { stockFunction } from "./builtin-environment.ts";
import { notCompiled } from "./closure.ts";
import { Builtin, fromStock, Lambda, type BuiltinCall } from "./function-values.ts";
import { HIGHER_ORDER } from "./higher-order.ts";
import { toBoolean, toText } from "./operators.ts";
import { append, lookup } from "./sequence.ts";

/** jsonata's synchronous functions: used as they are, behind their own check of arguments. */
const SYNCHRONOUS = [
  "abs",
  "append",
  "assert",
  "average",
  "base64decode",
  "base64encode",
  "boolean",
  "ceil",
  "count",
  "decodeUrl",
  "decodeUrlComponent",
  "distinct",
  "encodeUrl",
  "encodeUrlComponent",
  "error",
  "exists",
  "floor",
  "formatBase",
  "formatInteger",
  "formatNumber",
  "fromMillis",
  "join",
  "keys",
  "length",
  "lowercase",
  "max",
  "merge",
  "min",
  "not",
  "number",
  "pad",
  "parseInteger",
  "power",
  "reverse",
  "round",
  "spread",
  "sqrt",
  "string",
  "substring",
  "substringAfter",
  "substringBefore",
  "sum",
  "toMillis",
  "trim",
  "type",
  "uppercase",
  "zip",
];

/** Answers for the arguments that are usual, or `undefined`: then the function with its checks is asked. */
type Shortcut = (values: unknown[]) => { value: unknown } | undefined;

const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  append: ([left, right]) => ({ value: append(left, right) }),
  boolean: ([value]) => ({ value: toBoolean(value) }),
  count: ([value]) => (Array.isArray(value) ? { value: value.length } : undefined),
  exists: ([value]) => ({ value: value !== undefined }),
  length: ([value]) =>
    typeof value === "string" && isPlainAscii(value) ? { value: value.length } : undefined,
  lowercase: ([value]) => (typeof value === "string" ? { value: value.toLowerCase() } : undefined),
  merge: ([value]) =>
    Array.isArray(value) && value.every(isPlainObject) ? { value: mergeAll(value) } : undefined,
  not: ([value]) => ({ value: value === undefined ? undefined : !toBoolean(value) }),
  number: ([value]) => (typeof value === "number" ? { value } : undefined),
  string: ([value]) =>
    typeof value === "string" || Number.isSafeInteger(value) ? { value: toText(value) } : undefined,
  uppercase: ([value]) => (typeof value === "string" ? { value: value.toUpperCase() } : undefined),
};

/** How many arguments a shortcut is for. */
const SHORTCUT_ARGUMENTS: Readonly<Record<string, number>> = { append: 2 };

function isPlainAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  return text.length < 64 && /^[\x00-\x7f]*$/.test(text);
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof Lambda) && !(value instanceof Builtin);
}

function mergeAll(objects: unknown[]): Record<string, unknown> {
  const [first, ...others] = objects as Record<string, unknown>[];
  const merged = { ...first };
  for (const object of others) for (const key in object) merged[key] = object[key];
  return merged;
}

function synchronous(name: string): Builtin {
  const builtin = fromStock(stockFunction(name)!);
  const shortcut = SHORTCUTS[name];
  if (shortcut === undefined) return builtin;
  const usual = SHORTCUT_ARGUMENTS[name] ?? 1;
  return new Builtin(builtin.arity, (values, context, environment) => {
    const found = values.length === usual ? shortcut(values) : undefined;
    return found === undefined ? builtin.call(values, context, environment) : found.value;
  });
}

/** Built-ins that are asynchronous in jsonata, for strings only: regular expressions are left to it. */
const OF_STRINGS: Readonly<Record<string, BuiltinCall>> = {
  contains: (values) => {
    const [text, token] = values;
    if (values.length !== 2 || typeof text !== "string" || typeof token !== "string") return bailOut();
    return text.includes(token);
  },
  split: (values) => {
    const [text, separator] = values;
    if (values.length !== 2 || typeof text !== "string" || typeof separator !== "string") return bailOut();
    return text.split(separator);
  },
  replace: (values) => {
    if (values.length !== 3 || !values.every((value) => typeof value === "string") || values[1] === "")
      return bailOut();
    return (values[0] as string).split(values[1] as string).join(values[2]);
  },
};

const lookupBuiltin: BuiltinCall = (values) => {
  const [value, key] = values;
  return values.length === 2 && typeof key === "string" ? lookup(value, key) : bailOut();
};

const stockFromMillis = fromStock(stockFunction("fromMillis")!);

const now: BuiltinCall = (values, context, environment) => {
  if (values.length === 0) return new Date(environment.scope.nowMs).toISOString();
  return stockFromMillis.call([environment.scope.nowMs, ...values], context, environment);
};

/** Arities as jsonata sees them decide how many arguments `$map` and its like pass. */
const ARITIES: Readonly<Record<string, number>> = {
  contains: 2,
  split: 3,
  replace: 4,
  hash: 2,
  range: 3,
  partition: 2,
  parse: 1,
  random: 1,
  shuffle: 1,
};

function allBuiltins(): Map<string, Builtin> {
  const builtins = new Map<string, Builtin>();
  for (const name of SYNCHRONOUS) builtins.set(name, synchronous(name));
  for (const [name, builtin] of Object.entries(HIGHER_ORDER)) builtins.set(name, builtin);
  for (const [name, call] of Object.entries(OF_STRINGS))
    builtins.set(name, new Builtin(ARITIES[name]!, call));
  for (const [name, call] of Object.entries(AWS_FUNCTIONS)) {
    const arity = ARITIES[name] ?? 0;
    builtins.set(
      name,
      new Builtin(arity, (values, _context, { scope }) =>
        values.length > arity ? bailOut() : call(scope, ...values),
      ),
    );
  }
  builtins.set("lookup", new Builtin(2, lookupBuiltin));
  builtins.set("now", new Builtin(2, now));
  return builtins;
}

const BUILTINS = allBuiltins();

/** `$eval` does not exist on Step Functions. */
const REMOVED = new Set(["eval"]);

/** The built-in of that name; `undefined` when JSONata has none; throws `NotCompiled` for those left to jsonata. */
export function builtinFunction(name: string): Builtin | undefined {
  const builtin = BUILTINS.get(name);
  if (builtin !== undefined || REMOVED.has(name)) return builtin;
  return stockFunction(name) === undefined ? undefined : notCompiled();
}
