import type * as z from "zod";

/**
 * What a schema accepts of a value once its wrong parts are taken out, or undefined. The mistakes are reported elsewhere;
 * this keeps one of them from hiding the others.
 */
export function salvage<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.infer<Schema> | undefined {
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  const rest: unknown = structuredClone(value);
  for (const issue of first.error.issues) {
    const wrong =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of wrong) remove(rest, path);
  }
  return schema.safeParse(rest).data;
}

function remove(root: unknown, path: PropertyKey[]): void {
  const key = path.at(-1);
  const owner = path
    .slice(0, -1)
    .reduce<unknown>((inner, each) => (isRecord(inner) ? inner[each] : undefined), root);
  if (key !== undefined && isRecord(owner)) delete owner[key];
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}
