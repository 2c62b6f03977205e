/**
 * The functions of JSONata 2.0.6 and the arguments that each needs: with one fewer, those with a context take the
 * current value for their first.
 */
const JSONATA_FUNCTIONS: Record<string, { arguments: number; context?: true }> = {
  abs: { arguments: 1, context: true },
  append: { arguments: 2 },
  assert: { arguments: 1 },
  average: { arguments: 1 },
  base64decode: { arguments: 1, context: true },
  base64encode: { arguments: 1, context: true },
  boolean: { arguments: 1, context: true },
  ceil: { arguments: 1, context: true },
  clone: { arguments: 1, context: true },
  contains: { arguments: 2, context: true },
  count: { arguments: 1 },
  decodeUrl: { arguments: 1, context: true },
  decodeUrlComponent: { arguments: 1, context: true },
  distinct: { arguments: 1 },
  each: { arguments: 2, context: true },
  encodeUrl: { arguments: 1, context: true },
  encodeUrlComponent: { arguments: 1, context: true },
  error: { arguments: 0 },
  exists: { arguments: 1 },
  filter: { arguments: 2 },
  floor: { arguments: 1, context: true },
  formatBase: { arguments: 1, context: true },
  formatInteger: { arguments: 2, context: true },
  formatNumber: { arguments: 2, context: true },
  fromMillis: { arguments: 1, context: true },
  join: { arguments: 1 },
  keys: { arguments: 1, context: true },
  length: { arguments: 1, context: true },
  lookup: { arguments: 2, context: true },
  lowercase: { arguments: 1, context: true },
  map: { arguments: 2 },
  match: { arguments: 2, context: true },
  max: { arguments: 1 },
  merge: { arguments: 1 },
  min: { arguments: 1 },
  not: { arguments: 1, context: true },
  number: { arguments: 1, context: true },
  pad: { arguments: 2, context: true },
  parseInteger: { arguments: 2, context: true },
  power: { arguments: 2, context: true },
  reduce: { arguments: 2 },
  replace: { arguments: 3, context: true },
  reverse: { arguments: 1 },
  round: { arguments: 1, context: true },
  sift: { arguments: 2, context: true },
  single: { arguments: 1 },
  sort: { arguments: 1 },
  split: { arguments: 2, context: true },
  spread: { arguments: 1, context: true },
  sqrt: { arguments: 1, context: true },
  string: { arguments: 1, context: true },
  substring: { arguments: 2, context: true },
  substringAfter: { arguments: 2, context: true },
  substringBefore: { arguments: 2, context: true },
  sum: { arguments: 1 },
  toMillis: { arguments: 1, context: true },
  trim: { arguments: 1, context: true },
  type: { arguments: 1 },
  uppercase: { arguments: 1, context: true },
  zip: { arguments: 1 },
};

/** What AWS Step Functions adds: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const STEP_FUNCTIONS_FUNCTIONS: Record<string, { arguments: number; context?: true }> = {
  hash: { arguments: 1 },
  parse: { arguments: 1 },
  partition: { arguments: 2 },
  range: { arguments: 2 },
};

/** A condition with these could take another branch each time that it is evaluated. */
export const NOT_REPRODUCIBLE = new Set(["now", "millis", "random", "uuid", "shuffle"]);
/** JSONata has it, Step Functions refuses it. */
export const EVAL = "eval";

export function builtin(name: string): { arguments: number; context?: true } | undefined {
  const table = Object.hasOwn(JSONATA_FUNCTIONS, name) ? JSONATA_FUNCTIONS : STEP_FUNCTIONS_FUNCTIONS;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function builtinNames(): string[] {
  return [...Object.keys(JSONATA_FUNCTIONS), ...Object.keys(STEP_FUNCTIONS_FUNCTIONS)];
}

/**
 * True for variables (without their `$`) that a state machine must not assign: a variable called `$count` would hide the
 * function of that name from every condition, `$states` is Step Functions' own and `$jp_…` are the translations' own.
 */
export function isReservedVariable(name: string): boolean {
  const own = name === "" || name === "$" || name === "states" || name === EVAL || name.startsWith("jp_");
  return own || builtin(name) !== undefined || NOT_REPRODUCIBLE.has(name);
}
