import type { QueryLanguage, StateType } from "../types.ts";

/** The fields of a state type: in both query languages, and in one of them only. */
interface FieldTable {
  required: string[];
  common: string[];
  JSONPath: string[];
  JSONata: string[];
}

const EVERY = new Set(["Type", "Comment", "QueryLanguage"]);
const TRANSITION = ["Next", "End"];
const RECOVERY = ["Retry", "Catch"];
const PATHS = ["InputPath", "OutputPath"];
const RESULT = ["Parameters", "ResultSelector", "ResultPath"];

/** Source: the AWS Step Functions developer guide, "Workflow states" and "Transforming data with JSONata". */
const TABLES: Readonly<Record<StateType, FieldTable>> = {
  Task: {
    required: ["Resource"],
    common: [
      ...TRANSITION,
      ...RECOVERY,
      "Resource",
      "Assign",
      "Credentials",
      "TimeoutSeconds",
      "HeartbeatSeconds",
    ],
    JSONPath: [...PATHS, ...RESULT, "TimeoutSecondsPath", "HeartbeatSecondsPath"],
    JSONata: ["Arguments", "Output"],
  },
  Pass: {
    required: [],
    common: [...TRANSITION, "Assign"],
    JSONPath: [...PATHS, "Parameters", "ResultPath", "Result"],
    JSONata: ["Output"],
  },
  Choice: {
    required: ["Choices"],
    common: ["Choices", "Default", "Assign"],
    JSONPath: PATHS,
    JSONata: ["Output"],
  },
  Wait: {
    required: [],
    common: [...TRANSITION, "Seconds", "Timestamp", "Assign"],
    JSONPath: [...PATHS, "SecondsPath", "TimestampPath"],
    JSONata: ["Output"],
  },
  Succeed: { required: [], common: [], JSONPath: PATHS, JSONata: ["Output"] },
  Fail: { required: [], common: ["Error", "Cause"], JSONPath: ["ErrorPath", "CausePath"], JSONata: [] },
  Parallel: {
    required: ["Branches"],
    common: [...TRANSITION, ...RECOVERY, "Branches", "Assign"],
    JSONPath: [...PATHS, ...RESULT],
    JSONata: ["Arguments", "Output"],
  },
  Map: {
    required: [],
    common: [
      ...TRANSITION,
      ...RECOVERY,
      "ItemProcessor",
      "Iterator",
      "ItemSelector",
      "ItemReader",
      "ItemBatcher",
      "ResultWriter",
      "Label",
      "MaxConcurrency",
      "ToleratedFailureCount",
      "ToleratedFailurePercentage",
      "Assign",
    ],
    JSONPath: [
      ...PATHS,
      ...RESULT,
      "ItemsPath",
      "MaxConcurrencyPath",
      "ToleratedFailureCountPath",
      "ToleratedFailurePercentagePath",
    ],
    JSONata: ["Items", "Output"],
  },
};

export function requiredFields(type: StateType): string[] {
  return TABLES[type].required;
}

/** How a field stands to a state: allowed, of the other query language, or of other states only. */
export function fieldStanding(
  type: StateType,
  language: QueryLanguage,
  field: string,
): "allowed" | "other-language" | "unsupported" {
  const table = TABLES[type];
  if (EVERY.has(field) || table.common.includes(field) || table[language].includes(field)) return "allowed";
  return table[otherLanguage(language)].includes(field) ? "other-language" : "unsupported";
}

export function otherLanguage(language: QueryLanguage): QueryLanguage {
  return language === "JSONata" ? "JSONPath" : "JSONata";
}
