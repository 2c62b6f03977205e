import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { optionalInteger, optionalString, requireString, validationError } from "../../http/fields.ts";
import type { DefinitionDiagnostic, Engine } from "../engine.ts";

/** `ValidateStateMachineDefinition`: says what is wrong with a definition, creates nothing. @throws ServiceError */
export function validateStateMachineDefinition(engine: Engine, input: JsonObject): JsonObject {
  const text = requireString(input, "definition");
  const severity = optionalString(input, "severity") ?? "ERROR";
  if (severity !== "ERROR" && severity !== "WARNING") {
    throw validationError("severity", severity, "Member must satisfy enum value set: [ERROR, WARNING]");
  }
  const limit = optionalInteger(input, "maxResults", { min: 0, max: 100 }) ?? 0;
  const all = diagnose(engine, text);
  const chosen = all.filter((finding) => severity === "WARNING" || finding.severity === "ERROR");
  const shown = chosen.slice(0, limit === 0 ? 100 : limit);
  return {
    result: all.some((finding) => finding.severity === "ERROR") ? "FAIL" : "OK",
    diagnostics: shown as unknown as Json[],
    truncated: shown.length < chosen.length,
  };
}

function diagnose(engine: Engine, text: string): DefinitionDiagnostic[] {
  let definition: Json;
  try {
    definition = JSON.parse(text) as Json;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message }];
  }
  return engine.validate(definition);
}
