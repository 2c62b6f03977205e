const WORDS = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;
const DECIMAL = /-?\d+(\.\d+)?([eE][-+]?\d+)?/y;

/** Reads a text from left to right; the parsers of JSONPath and of intrinsic functions stand on it. */
export class TextScanner {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  protected peek(): string | undefined {
    return this.text[this.position];
  }

  protected blanks(): void {
    while (this.peek() === " ") this.position++;
  }

  protected take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** `pattern` is sticky. */
  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  /** true, false, null or a number. */
  protected scalar(): { kind: "literal"; value: null | boolean | number } | undefined {
    for (const [word, value] of WORDS) if (this.take(word)) return { kind: "literal", value };
    const number = this.match(DECIMAL);
    return number === undefined ? undefined : { kind: "literal", value: Number(number) };
  }
}
