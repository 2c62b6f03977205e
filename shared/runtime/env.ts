import type { $ZodType, output } from "zod/v4/core";
import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";

z.config(en());

/**
 * Reads configuration from the environment, once, and names every variable that is missing or wrong in one message.
 * @throws Error listing all of them
 */
export function readEnv<Shape extends Readonly<Record<string, $ZodType>>>(
  shape: Shape,
): { [Name in keyof Shape]: output<Shape[Name]> } {
  const result = z.object(shape).safeParse(process.env);
  if (result.success) return result.data as { [Name in keyof Shape]: output<Shape[Name]> };
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not configured:\n${lines.join("\n")}`);
}
