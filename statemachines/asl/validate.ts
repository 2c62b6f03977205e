import type { Json } from "./types.ts";
import { checkChoice } from "./validation/check-choice.ts";
import { checkDataFlow } from "./validation/check-data-flow.ts";
import { checkFail } from "./validation/check-fail.ts";
import { checkFan } from "./validation/check-fan.ts";
import { checkListFields, checkStateFields } from "./validation/check-fields.ts";
import { checkNames } from "./validation/check-names.ts";
import { checkNumber, POSITIVE } from "./validation/check-number.ts";
import { checkQueryLanguages } from "./validation/check-query-language.ts";
import { checkRecovery } from "./validation/check-recovery.ts";
import { checkTask } from "./validation/check-task.ts";
import { checkTransitions } from "./validation/check-transitions.ts";
import { checkVariables } from "./validation/check-variables.ts";
import { checkWait } from "./validation/check-wait.ts";
import { type Finding, Findings } from "./validation/finding.ts";
import { isDeeperThan, isObject } from "./validation/json-shape.ts";
import { collectStateLists } from "./validation/state-list.ts";

/** What a definition may weigh, written without blanks. */
const SIZE_LIMIT_BYTES = 1024 * 1024;
/** Far more than any workflow needs, and little enough to be read by recursion. */
const DEPTH_LIMIT = 1000;

const STATE_CHECKS = [
  checkStateFields,
  checkTask,
  checkWait,
  checkChoice,
  checkFan,
  checkFail,
  checkRecovery,
  checkDataFlow,
];

/**
 * Everything that CreateStateMachine would refuse in a definition of a Standard state machine, and what
 * ValidateStateMachineDefinition warns of, all at once. Never throws. Texts are those of AWS where they are known.
 * Source: https://states-language.net/spec.html and the AWS Step Functions developer guide and API reference.
 */
export function validateDefinition(definition: Json): Finding[] {
  const findings = new Findings();
  if (!isObject(definition)) {
    findings.schema("Expected value of type Object", "/");
  } else if (isDeeperThan(DEPTH_LIMIT, definition)) {
    findings.error("TOO_DEEPLY_NESTED", `The definition is nested more than ${DEPTH_LIMIT} levels deep`);
  } else if (new TextEncoder().encode(JSON.stringify(definition)).length > SIZE_LIMIT_BYTES) {
    findings.error("DEFINITION_TOO_LARGE", `The definition is longer than ${SIZE_LIMIT_BYTES} bytes`);
  } else {
    const lists = collectStateLists(definition);
    checkNumber(definition["TimeoutSeconds"], POSITIVE, "/TimeoutSeconds", findings);
    checkQueryLanguages(lists, findings);
    for (const list of lists) {
      checkListFields(list, findings);
      for (const state of list.states) for (const check of STATE_CHECKS) check(state, findings);
    }
    checkVariables(lists, findings);
    checkNames(lists, findings);
    for (const list of lists) checkTransitions(list, findings);
  }
  return findings.all;
}
