import type { Verdict } from "../../contracts/approval.ts";
import { OutputTooLargeError } from "../../contracts/errors.ts";
import { type FieldProblem, InvalidFieldsError } from "../../contracts/field-problems.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { CompiledNode } from "../../contracts/workflow.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { fieldProblems } from "../workflows/accept-run.ts";
import { fieldsRead } from "./answer-fields.ts";
import type { HumanTask } from "./is-human-task.ts";

/** What a decision comes to. For an edit the arguments are the approver's. */
export interface Meaning {
  verdict: Verdict;
  call: { arguments: Json; argumentsHash: string } | null;
}

/** What an answer says. @throws InvalidFieldsError with all that does not fit the form */
export async function readAnswer(
  answer: JsonObject,
  wait: HumanTask,
  node: CompiledNode | undefined,
  sha256Hex: Sha256Hex,
): Promise<Meaning> {
  const problems = fieldProblems(await problemsOf(wait.form, answer), "#/answer");
  problems.push(...(wait.terms.call === null ? sizeProblems(answer, node) : editProblems(answer)));
  if (problems.length > 0) throw new InvalidFieldsError("The answer does not fit the form.", problems);
  return meaningOf(answer, wait, sha256Hex);
}

/** An edit states all arguments, and nothing else does. */
function editProblems(answer: JsonObject): FieldProblem[] {
  const isEdit = answer["decision"] === "edit";
  if (isEdit === Object.hasOwn(answer, "arguments")) return [];
  const detail = isEdit ? "is required for an edit" : "is for an edit only";
  return [{ pointer: "#/answer/arguments", detail }];
}

/** What the execution cannot be told would be accepted here and never reach it. */
function sizeProblems(answer: JsonObject, node: CompiledNode | undefined): FieldProblem[] {
  try {
    fieldsRead(node, answer);
    return [];
  } catch (error) {
    if (!(error instanceof OutputTooLargeError)) throw error;
    return [{ pointer: "#/answer", detail: error.message }];
  }
}

function meaningOf(answer: JsonObject, { terms }: HumanTask, sha256Hex: Sha256Hex): Meaning {
  const { call } = terms;
  const verdict = answer["decision"] === "reject" ? "reject" : "approve";
  if (call === null) return { verdict, call: null };
  const edited = answer["arguments"];
  if (edited === undefined || canonicalJson(edited) === canonicalJson(call.arguments))
    return { verdict, call };
  return {
    verdict: "edit",
    call: { arguments: edited, argumentsHash: sha256Hex(canonicalJson(edited)) },
  };
}
