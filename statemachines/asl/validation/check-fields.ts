import type { JsonObject } from "../types.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import { fieldStanding, otherLanguage, requiredFields } from "./state-fields.ts";
import type { StateEntry, StateList } from "./state-list.ts";

const LIST_FIELDS: Readonly<Record<StateList["kind"], ReadonlySet<string>>> = {
  machine: new Set(["Comment", "QueryLanguage", "Version", "TimeoutSeconds", "StartAt", "States"]),
  branch: new Set(["Comment", "StartAt", "States"]),
  processor: new Set(["Comment", "StartAt", "States", "ProcessorConfig"]),
};

/** The fields around a list of states: that they are there, are known, and have the right type. */
export function checkListFields({ at, kind, fields }: StateList, findings: Findings): void {
  const place = at === "" ? "/" : at;
  requireFields(fields, ["StartAt", "States"], place, findings);
  for (const field of Object.keys(fields)) {
    if (!LIST_FIELDS[kind].has(field)) findings.schema(`Field '${field}' is not supported`, place);
  }
  requireType(fields, ["Comment", "StartAt", "Version"], "string", at, findings);
  const { States: states } = fields;
  if (states === undefined) return;
  if (!isObject(states)) return findings.schema("Expected value of type Object", `${at}/States`);
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) findings.schema("Expected value of type Object", `${at}/States/${name}`);
  }
}

/** The fields of a state: required ones, those of no state or of the other query language, and their types. */
export function checkStateFields(state: StateEntry, findings: Findings): void {
  const { type, fields, at, language } = state;
  if (type === undefined) return checkType(state, findings);
  requireFields(fields, requiredFields(type), at, findings);
  for (const field of Object.keys(fields)) {
    const standing = fieldStanding(type, language, field);
    if (standing === "unsupported") findings.schema(`Field '${field}' is not supported`, at);
    if (standing !== "other-language") continue;
    const other = otherLanguage(language);
    findings.schema(
      `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
      at,
    );
  }
  requireType(fields, ["Comment", "Next", "Default", "Resource"], "string", at, findings);
  requireType(fields, ["End"], "boolean", at, findings);
}

function checkType({ fields, at }: StateEntry, findings: Findings): void {
  if (!Object.hasOwn(fields, "Type")) return requireFields(fields, ["Type"], at, findings);
  findings.schema(
    "Value must be one of: [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]",
    `${at}/Type`,
  );
}

/** Complains once about all fields that are missing. */
export function requireFields(fields: JsonObject, names: string[], at: string, findings: Findings): void {
  const missing = names.filter((name) => !Object.hasOwn(fields, name));
  if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(", ")}]`, at);
}

const TYPE_NAMES = { string: "String", boolean: "Boolean" } as const;

export function requireType(
  fields: JsonObject,
  names: string[],
  type: keyof typeof TYPE_NAMES,
  at: string,
  findings: Findings,
): void {
  for (const name of names) {
    const value = ownField(fields, name);
    if (value === undefined || typeof value === type) continue;
    findings.schema(`Expected value of type ${TYPE_NAMES[type]}`, `${at}/${name}`);
  }
}
