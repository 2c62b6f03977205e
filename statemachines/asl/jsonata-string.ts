/** `{% … %}`, with nothing around it: anything else is a plain string. */
const OPEN = "{%";
const CLOSE = "%}";

export function isJsonataString(value: unknown): value is string {
  return typeof value === "string" && value.length >= 4 && value.startsWith(OPEN) && value.endsWith(CLOSE);
}

/** The expression inside `{% … %}`, as error texts quote it: without the blanks around it. */
export function jsonataSource(text: string): string {
  return text.slice(OPEN.length, -CLOSE.length).trim();
}
