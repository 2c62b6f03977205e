import type { JsonObject } from "../types.ts";
import { checkNumberField, NOT_NEGATIVE } from "./check-number.ts";
import { resourceProblem } from "./resource-arn.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import type { StateEntry } from "./state-list.ts";

const UNBOUNDED = { ...NOT_NEGATIVE, max: Number.MAX_VALUE };

/** The states that hold others: a Parallel's branches, a Map's item processor and its limits. */
export function checkFan(state: StateEntry, findings: Findings): void {
  if (state.type === "Parallel") checkBranches(state, findings);
  if (state.type === "Map") checkMap(state, findings);
}

function checkBranches({ fields, at }: StateEntry, findings: Findings): void {
  const branches = ownField(fields, "Branches");
  if (branches === undefined) return;
  if (!Array.isArray(branches)) return findings.schema("Expected value of type Array", `${at}/Branches`);
  if (branches.length === 0) findings.schema("Array must not be empty", `${at}/Branches`);
  branches.forEach((branch, index) => {
    if (!isObject(branch)) findings.schema("Expected value of type Object", `${at}/Branches[${index}]`);
  });
}

function checkMap(state: StateEntry, findings: Findings): void {
  const { fields, at } = state;
  const processors = ["ItemProcessor", "Iterator"].filter((name) => Object.hasOwn(fields, name));
  if (processors.length === 0) findings.schema("These fields are required: [ItemProcessor]", at);
  if (processors.length === 2) {
    findings.schema("Only one of these fields is allowed: [ItemProcessor, Iterator]", at);
  }
  for (const name of processors) {
    const processor = fields[name];
    if (isObject(processor)) checkProcessorConfig(processor, `${at}/${name}/ProcessorConfig`, findings);
    else findings.schema("Expected value of type Object", `${at}/${name}`);
  }
  if (Object.hasOwn(fields, "ItemSelector") && Object.hasOwn(fields, "Parameters")) {
    findings.schema("Only one of these fields is allowed: [ItemSelector, Parameters]", at);
  }
  checkNumberField(state, "MaxConcurrency", UNBOUNDED, findings);
  checkNumberField(state, "ToleratedFailureCount", UNBOUNDED, findings);
  const percentage = { min: 0, max: 100, integer: false };
  checkNumberField(state, "ToleratedFailurePercentage", percentage, findings);
  for (const name of ["ItemReader", "ResultWriter"]) checkStore(fields[name], `${at}/${name}`, findings);
}

function checkProcessorConfig(processor: JsonObject, at: string, findings: Findings): void {
  const configuration = ownField(processor, "ProcessorConfig");
  if (configuration === undefined) return;
  if (!isObject(configuration)) return findings.schema("Expected value of type Object", at);
  const { Mode: mode, ExecutionType: executionType } = configuration;
  if (mode !== undefined && mode !== "INLINE" && mode !== "DISTRIBUTED") {
    findings.schema("Value must be one of: [INLINE, DISTRIBUTED]", `${at}/Mode`);
  }
  if (executionType === undefined && mode === "DISTRIBUTED") {
    findings.schema("These fields are required: [ExecutionType]", at);
  }
  if (executionType !== undefined && executionType !== "STANDARD" && executionType !== "EXPRESS") {
    findings.schema("Value must be one of: [STANDARD, EXPRESS]", `${at}/ExecutionType`);
  }
}

const STORE = /^arn:[^:]+:states:::s3:(getObject|listObjectsV2|putObject)$/;

/** Where a distributed Map reads its items and leaves its results. */
function checkStore(store: StateEntry["fields"][string] | undefined, at: string, findings: Findings): void {
  const resource = isObject(store) ? ownField(store, "Resource") : undefined;
  if (typeof resource !== "string" || STORE.test(resource)) return;
  const problem = resourceProblem(resource);
  if (problem !== undefined) findings.schema(problem, `${at}/Resource`);
}
