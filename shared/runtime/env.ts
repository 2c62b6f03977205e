import * as z from "zod";

/**
 * Reads configuration from the environment, once, and names every variable that is missing or wrong in one message.
 * @throws Error listing all of them
 */
export function readEnv<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(process.env);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not configured:\n${lines.join("\n")}`);
}
