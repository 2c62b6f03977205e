import { finite, numberOf, type Operation, textOf } from "./invocation-arguments.ts";
import { listFilters } from "./list-filters.ts";
import { methods } from "./methods.ts";
import { RenderFault } from "./meter.ts";
import { capitalized, indented, replaced, stripped, titleCase, truncated } from "./text-operations.ts";
import { isNothing, isObject, isTrue, itemsOf, jsonText, kindOf, printed, type Value } from "./values.ts";

const length: Operation = (value) => {
  if (isNothing(value)) return 0;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new RenderFault(`${kindOf(value)} has no length`);
};

/** JSON's null prints as nothing, so it is replaced as well; with `true` every false value is. */
const defaulted: Operation = (value, args) => {
  const isReplaced = isNothing(value) || (args.flag(1, "boolean") && !isTrue(value));
  return isReplaced ? (args.value(0, "default_value") ?? "") : value;
};

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};
const escaped: Operation = (value, _, meter) => {
  const text = printed(value, meter);
  meter.chargeText(text.length * 5);
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
};

const rounded: Operation = (value, args) => {
  const precision = args.integer(0, "precision", 0);
  if (Math.abs(precision) > 15) throw new RenderFault('"precision" is between -15 and 15');
  const method = args.text(1, "method", "common");
  const round = { common: Math.round, ceil: Math.ceil, floor: Math.floor }[method];
  if (round === undefined) throw new RenderFault('"method" is "common", "ceil" or "floor"');
  const number = numberOf(value);
  // A number so large or small that it is written with an exponent has no digits to round.
  if (String(number).includes("e")) return number;
  const shifted = finite(Number(`${number}e${precision}`));
  return finite(Number(`${round(shifted)}e${-precision}`));
};

function parsedNumber(value: Value, fallback: Value, whole: boolean): Value {
  if (typeof value === "boolean") return Number(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return fallback;
  return whole ? Math.trunc(number) : number;
}

/** What may stand after `|`: the filters of Jinja that change nothing and take bounded time. */
export const filters: Record<string, Operation> = {
  ...listFilters,
  abs: (value) => Math.abs(numberOf(value)),
  capitalize: (value) => capitalized(textOf(value)),
  count: length,
  d: defaulted,
  default: defaulted,
  e: escaped,
  escape: escaped,
  float: (value, args) => parsedNumber(value, args.value(0, "default") ?? 0, false),
  indent: (value, args, meter) => {
    const options = {
      width: args.integer(0, "width", 4),
      first: args.flag(1, "first"),
      blank: args.flag(2, "blank"),
    };
    return indented(textOf(value), options, meter);
  },
  int: (value, args) => parsedNumber(value, args.value(0, "default") ?? 0, true),
  items: (value, args, meter) => methods["items"]?.(value, args, meter),
  length,
  list: (value, _, meter) => [...itemsOf(value, meter)],
  lower: (value, _, meter) => printed(value, meter).toLowerCase(),
  replace: (value, args, meter) =>
    replaced(
      printed(value, meter),
      args.text(0, "old"),
      args.text(1, "new"),
      args.integer(2, "count", -1),
      meter,
    ),
  round: rounded,
  safe: (value) => value,
  string: (value, _, meter) => printed(value, meter),
  title: (value) => titleCase(textOf(value)),
  tojson: (value, args, meter) =>
    jsonText(value, meter, Math.min(Math.max(args.integer(0, "indent", 0), 0), 8)),
  trim: (value, args, meter) => stripped(printed(value, meter), args.text(0, "chars", "") || null, "both"),
  truncate: (value, args) =>
    truncated(textOf(value), {
      length: args.integer(0, "length", 255),
      killWords: args.flag(1, "killwords"),
      end: args.text(2, "end", "..."),
      leeway: args.integer(3, "leeway", 5),
    }),
  upper: (value, _, meter) => printed(value, meter).toUpperCase(),
  urlencode: (value, _, meter) => {
    const text = printed(value, meter).toWellFormed();
    meter.chargeText(text.length * 9);
    return encodeURIComponent(text);
  },
  wordcount: (value) =>
    textOf(value)
      .split(/\s+/)
      .filter((word) => word !== "").length,
};
