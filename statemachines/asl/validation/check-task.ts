import { isJsonataString } from "../jsonata-string.ts";
import { checkNumberField, POSITIVE } from "./check-number.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import { resourceProblem } from "./resource-arn.ts";
import type { StateEntry } from "./state-list.ts";

const ROLE = /^arn:[^:]+:iam::[^:]+:role\/\S+$/;

/** A Task: its resource, its timeouts, the role it takes on. */
export function checkTask(state: StateEntry, findings: Findings): void {
  if (state.type !== "Task") return;
  const { fields, at } = state;
  const resource = ownField(fields, "Resource");
  const problem = typeof resource === "string" ? resourceProblem(resource) : undefined;
  if (problem !== undefined) findings.schema(problem, `${at}/Resource`);
  checkNumberField(state, "TimeoutSeconds", POSITIVE, findings);
  checkNumberField(state, "HeartbeatSeconds", POSITIVE, findings);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = fields;
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout) {
    findings.schema("HeartbeatSeconds must be smaller than TimeoutSeconds", `${at}/HeartbeatSeconds`);
  }
  checkCredentials(state, findings);
}

function checkCredentials({ fields, language, at }: StateEntry, findings: Findings): void {
  const credentials = ownField(fields, "Credentials");
  if (!isObject(credentials)) return;
  if (language === "JSONPath" && Object.hasOwn(credentials, "RoleArn.$")) return;
  const role = ownField(credentials, "RoleArn");
  if (role === undefined) {
    findings.schema("The field 'RoleArn' is required but was missing", `${at}/Credentials`);
  } else if (
    typeof role !== "string" ||
    !(ROLE.test(role) || (language === "JSONata" && isJsonataString(role)))
  ) {
    findings.schema("Value is not a valid role ARN", `${at}/Credentials/RoleArn`);
  }
}
