import type * as z from "zod";
import { HttpProblem } from "../loopback/http-problem.ts";

/** Parses a request's body. @throws HttpProblem 400 that names the first field that is wrong */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join(".") || "body";
  throw new HttpProblem(
    400,
    "invalid_request_error",
    `${path}: ${issue?.message ?? "is not what it should be"}`,
  );
}
