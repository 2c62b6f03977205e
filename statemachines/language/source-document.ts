import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Pair } from "yaml";
import { locateInScalar } from "./locate-in-scalar.ts";

export const maxSourceBytes = 1024 * 1024;
export const maxDepth = 64;

export type Path = readonly (string | number)[];

/** A stretch of the source, in characters from its start. */
export interface Span {
  start: number;
  end: number;
}

export interface SourceProblem {
  code: "invalid-yaml" | "file-too-large" | "nesting-too-deep";
  message: string;
  hint: string;
  span: Span;
}

/** A YAML file as plain values that still know where each of them stands. */
export interface SourceDocument {
  value: unknown;
  problems: SourceProblem[];
  /** True: so much is wrong that the values mean nothing. */
  isBroken: boolean;
  /** Where the value at `path` stands; where there is none, the closest value around it. */
  valueSpan(path: Path): Span;
  /** Where the key at the end of `path` stands; where it is missing, the first key of its mapping. */
  keySpan(path: Path): Span;
  /** Where a stretch of a string value stands; the whole value where that cannot be told. */
  withinString(path: Path, offset: number, length: number): Span;
  /** A scalar as it was written (`1.0` stays `1.0`). */
  written(path: Path): string | undefined;
  position(offset: number): { line: number; column: number };
}

/** Reads YAML 1.2 with its limits: 1 MiB, 64 deep, one document, no aliases. */
export function readSource(source: string): SourceDocument {
  const size = new TextEncoder().encode(source).length;
  if (size > maxSourceBytes) return unreadable("file-too-large", `The file has ${size} bytes.`, sizeHint);
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(source, { lineCounter, prettyErrors: false, version: "1.2" });
    const isBroken = document.errors.some((error) => !recoverable.has(error.code));
    return new YamlSource(source, document.contents, lineCounter, syntaxProblems(document), isBroken);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadable("nesting-too-deep", "The file's values are nested too deep to be read.", depthHint);
  }
}

/** Mistakes after which the rest of the file still means what it says. */
const recoverable: ReadonlySet<string> = new Set(["DUPLICATE_KEY", "MULTIPLE_DOCS"]);

const sizeHint = `A workflow may have ${maxSourceBytes} bytes.`;
const depthHint = `Values may be nested ${maxDepth} deep.`;

function unreadable(code: SourceProblem["code"], message: string, hint: string): SourceDocument {
  const problem = { code, message, hint, span: { start: 0, end: 0 } };
  return new YamlSource("", null, new LineCounter(), [problem], true);
}

function syntaxProblems(document: ReturnType<typeof parseDocument>): SourceProblem[] {
  return [...document.errors, ...document.warnings].map((error) => ({
    code: "invalid-yaml",
    message: yamlMessages[error.code] ?? error.message,
    hint: yamlHints[error.code] ?? "See https://yaml.org/spec/1.2.2/ for what YAML allows.",
    span: { start: error.pos[0], end: error.pos[1] },
  }));
}

/** The parser speaks to programmers here. */
const yamlMessages: { [code: string]: string } = {
  MULTIPLE_DOCS: "The file holds more than one document.",
  DUPLICATE_KEY: "The key stands here twice.",
};

const yamlHints: { [code: string]: string } = {
  TAB_AS_INDENT: "Indent with spaces.",
  BAD_INDENT: "Check the indentation: keys of one mapping start in one column.",
  DUPLICATE_KEY: "Keep one of the two.",
  MULTIPLE_DOCS: "One file holds one workflow.",
  MISSING_CHAR: "A bracket, brace or quote is not closed, or a comma is missing.",
  BLOCK_IN_FLOW: "Quote the value, or write it on a line of its own.",
  BLOCK_AS_IMPLICIT_KEY: "Quote a value that holds `: `.",
  BAD_SCALAR_START: "Quote a value that starts with a special character.",
};

class YamlSource implements SourceDocument {
  readonly value: unknown;
  readonly problems: SourceProblem[];
  readonly isBroken: boolean;
  private readonly source: string;
  private readonly root: Node | null;
  private readonly lineCounter: LineCounter;

  constructor(
    source: string,
    root: Node | null,
    lineCounter: LineCounter,
    problems: SourceProblem[],
    isBroken: boolean,
  ) {
    this.isBroken = isBroken;
    this.source = source;
    this.root = root;
    this.lineCounter = lineCounter;
    this.problems = problems;
    this.value = this.toPlain(root, 0);
  }

  valueSpan(path: Path): Span {
    const found = this.walk(path);
    return found.pair !== undefined && found.node === null ? spanOf(found.pair.key) : spanOf(found.node);
  }

  keySpan(path: Path): Span {
    const { pair, node, complete } = this.walk(path);
    if (complete && pair !== undefined) return spanOf(pair.key);
    // A key that is missing is shown at the first one beside it, not at the whole mapping.
    return isMap(node) && node.items[0] !== undefined ? spanOf(node.items[0].key) : this.valueSpan(path);
  }

  withinString(path: Path, offset: number, length: number): Span {
    const { node, complete } = this.walk(path);
    const span = this.valueSpan(path);
    if (!complete || !isScalar(node) || typeof node.value !== "string") return span;
    const start = locateInScalar(this.source, span, node.value, node.type, offset);
    return start === undefined ? span : { start, end: Math.min(start + Math.max(length, 1), span.end) };
  }

  written(path: Path): string | undefined {
    const { node, complete } = this.walk(path);
    return complete && isScalar(node) ? node.source : undefined;
  }

  position(offset: number): { line: number; column: number } {
    const { line, col } = this.lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** The node at `path`, or the last one on the way there. */
  private walk(path: Path): { node: Node | null; pair: Pair | undefined; complete: boolean } {
    let node: Node | null = this.root;
    let pair: Pair | undefined;
    for (const step of path) {
      const inner = isMap(node) ? node.items.find((item) => keyOf(item) === String(step)) : undefined;
      if (inner !== undefined) {
        pair = inner;
        node = inner.value as Node | null;
      } else if (isSeq(node) && typeof step === "number" && step < node.items.length) {
        pair = undefined;
        node = node.items[step] as Node | null;
      } else {
        return { node, pair, complete: false };
      }
    }
    return { node, pair, complete: true };
  }

  private toPlain(node: Node | null, depth: number): unknown {
    if (node === null) return null;
    if (depth > maxDepth) {
      const deeper = this.problems.some((problem) => problem.code === "nesting-too-deep");
      if (!deeper) this.report("nesting-too-deep", "A value is nested too deep.", depthHint, node);
      return null;
    }
    if (isAlias(node)) {
      this.report("invalid-yaml", `The alias *${node.source} is used.`, "Write the value out again.", node);
      return null;
    }
    if (isScalar(node)) return typeof node.value === "bigint" ? Number(node.value) : node.value;
    if (isSeq(node)) return node.items.map((item) => this.toPlain(item as Node | null, depth + 1));
    return isMap(node) ? this.mapToPlain(node.items, depth) : null;
  }

  private mapToPlain(items: Pair[], depth: number): object {
    const plain = {};
    for (const item of items) {
      const value = this.toPlain(item.value as Node | null, depth + 1);
      // Plain assignment would call a setter for `__proto__`.
      Object.defineProperty(plain, keyOf(item), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return plain;
  }

  private report(code: SourceProblem["code"], message: string, hint: string, node: Node): void {
    this.problems.push({ code, message, hint, span: spanOf(node) });
  }
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function spanOf(node: unknown): Span {
  const range = (node as Node | null)?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
