import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";

export function typesOf(schema: JsonSchema): string[] {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((each) => typeof each === "string");
  return asSchema(schema["properties"]) === null ? ["string"] : ["object"];
}

export function asSchema(value: Json | undefined): JsonSchema | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
}

export function requiredNames(schema: JsonSchema): string[] {
  const required = schema["required"];
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}
