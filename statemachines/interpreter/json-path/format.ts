import type { Json } from "../../asl/types.ts";

/** Takes the backslash away from `\'`, `\{`, `\}` and `\\`. */
export function unescape(text: string): string {
  return text.replaceAll(/\\(['{}\\])/g, "$1");
}

/** `States.Format`: one value for each `{}`; `undefined` when there are more or fewer. */
export function formatTemplate(template: string, values: Json[]): string | undefined {
  let used = 0;
  const text = template.replaceAll(/\\(['{}\\])|\{\}/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    return value === undefined ? match : typeof value === "string" ? value : JSON.stringify(value);
  });
  return used === values.length ? text : undefined;
}
