import { RE2JS } from "re2js";
import { burnFuel } from "./fuel.ts";

/**
 * Compiles a pattern for RE2, which matches in time linear in the text, so that no pattern can hang the process. What
 * RE2 does not have (look-around, back references) is refused.
 */
export function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  // The translation would turn a named back reference into literal text.
  if (/\\k</.test(pattern)) throw new SyntaxError("back references are not supported in patterns");
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return {
    test: (text) => burnFuel(1 + Math.ceil(text.length / 64)) && compiled.matcher(text).find(),
    // ajv keeps one matcher per text of the pattern.
    toString: () => `/${pattern}/`,
  };
}
