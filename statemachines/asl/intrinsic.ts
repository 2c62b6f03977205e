import type { Json } from "./types.ts";
import { TextScanner } from "./text-scanner.ts";
import { readJsonPath, type ParsedPath } from "./json-path.ts";

/**
 * Intrinsic functions of JSONPath payload templates: `States.Format('{} is {}', $.name, States.UUID())`.
 * Source: the AWS Step Functions developer guide, "Intrinsic functions for JSONPath states".
 */
export type IntrinsicArgument =
  | { kind: "literal"; value: Json }
  | { kind: "path"; path: ParsedPath }
  | { kind: "call"; call: IntrinsicCall };

export interface IntrinsicCall {
  name: string;
  arguments: IntrinsicArgument[];
  source: string;
}

export const INTRINSIC_NAMES: ReadonlySet<string> = new Set([
  "States.Array",
  "States.ArrayContains",
  "States.ArrayGetItem",
  "States.ArrayLength",
  "States.ArrayPartition",
  "States.ArrayRange",
  "States.ArrayUnique",
  "States.Base64Decode",
  "States.Base64Encode",
  "States.Format",
  "States.Hash",
  "States.JsonMerge",
  "States.JsonToString",
  "States.MathAdd",
  "States.MathRandom",
  "States.StringSplit",
  "States.StringToJson",
  "States.UUID",
]);

const CALL = /States\.[A-Za-z0-9]+/y;
/** What may follow a backslash in a string argument. */
const ESCAPABLE = new Set(["'", "{", "}", "\\"]);

/** Parses a call; `undefined` when the text is not a valid one (unknown name, wrong escape, …). */
export function parseIntrinsic(text: string): IntrinsicCall | undefined {
  const parser = new IntrinsicParser(text);
  const call = parser.call();
  return call !== undefined && parser.position === text.length ? call : undefined;
}

class IntrinsicParser extends TextScanner {
  call(): IntrinsicCall | undefined {
    const start = this.position;
    const name = this.match(CALL);
    if (name === undefined || !INTRINSIC_NAMES.has(name) || !this.take("(")) return undefined;
    const list = this.argumentList();
    if (list === undefined || !this.take(")")) return undefined;
    return { name, arguments: list, source: this.text.slice(start, this.position) };
  }

  private argumentList(): IntrinsicArgument[] | undefined {
    const list: IntrinsicArgument[] = [];
    this.blanks();
    if (this.text[this.position] === ")") return list;
    do {
      this.blanks();
      const argument = this.argument();
      if (argument === undefined) return undefined;
      list.push(argument);
      this.blanks();
    } while (this.take(","));
    return list;
  }

  private argument(): IntrinsicArgument | undefined {
    const next = this.text[this.position];
    if (next === "'") return this.string();
    if (next === "$") return this.path();
    if (next === "S") {
      const call = this.call();
      return call && { kind: "call", call };
    }
    return this.scalar();
  }

  private path(): IntrinsicArgument | undefined {
    const read = readJsonPath(this.text, this.position);
    if (read === undefined) return undefined;
    this.position = read.end;
    return { kind: "path", path: read.path };
  }

  /** Escapes stay in the value: `States.Format` tells `\{` from `{`. */
  private string(): IntrinsicArgument | undefined {
    for (let at = this.position + 1; at < this.text.length; at++) {
      const character = this.text[at]!;
      if (character === "\\") {
        if (!ESCAPABLE.has(this.text[++at] ?? "")) return undefined;
      } else if (character === "'") {
        const value = this.text.slice(this.position + 1, at);
        this.position = at + 1;
        return { kind: "literal", value };
      }
    }
    return undefined;
  }
}
