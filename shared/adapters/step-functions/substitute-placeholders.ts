import type { Json, JsonObject } from "../../contracts/json.ts";

const placeholder = /^\$\{([A-Z][A-Za-z]*)\}$/;

/**
 * Puts addresses where a definition says `${RunAgent}` (a function's ARN) or `${RunChecksQueueUrl}`, and the revision's
 * digest where it says `${Revision}`. A placeholder is a name in Pascal case; `addressOf` gets it in kebab case. These are
 * what a CloudFormation template's `DefinitionSubstitutions` can name too.
 */
export function substitutePlaceholders(
  definition: JsonObject,
  addressOf: (name: string) => string,
  revision: string,
): JsonObject {
  const valueOf = (name: string) => (name === "Revision" ? revision : addressOf(kebabCase(name)));
  const substitute = (value: Json): Json => {
    if (typeof value === "string") return value.replace(placeholder, (_, name: string) => valueOf(name));
    if (Array.isArray(value)) return value.map(substitute);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substitute(inner)]));
  };
  return substitute(definition) as JsonObject;
}

function kebabCase(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}
