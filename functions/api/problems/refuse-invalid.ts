import type { Hook } from "@hono/zod-openapi";
import type * as z from "zod";
import { type FieldProblem, InvalidFieldsError } from "../../../shared/contracts/field-problems.ts";
import { NotFoundError } from "../../../shared/contracts/errors.ts";
import type { ApiEnv } from "../api-env.ts";
import { RequestError } from "./request-error.ts";

type Issue = z.core.$ZodIssue;

/**
 * What happens to a request that does not fit its schema. An id that cannot exist does not exist; a body gets all its
 * mistakes with JSON Pointers, a query with the parameters' names.
 */
export const refuseInvalid: Hook<unknown, ApiEnv, string, unknown> = (result) => {
  if (result.success) return;
  if (result.target === "param") throw new NotFoundError("There is no such thing.");
  const { issues } = result.error;
  if (result.target === "json")
    throw new InvalidFieldsError("The body does not fit.", issues.flatMap(bodyProblems));
  const errors = issues.flatMap(parameterProblems);
  throw new RequestError(400, "invalid-parameters", "The parameters do not fit.", { errors });
};

function bodyProblems(issue: Issue): FieldProblem[] {
  return placed(issue).map(({ path, detail }) => ({
    pointer: `#${path.map((part) => `/${escapePointer(String(part))}`).join("")}`,
    detail,
  }));
}

function parameterProblems(issue: Issue): FieldProblem[] {
  return placed(issue).map(({ path, detail }) => ({ parameter: path.map(String).join("."), detail }));
}

/** A field that should not be there is named itself, not the object that holds it. */
function placed(issue: Issue): { path: PropertyKey[]; detail: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, detail: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], detail: "is not known here" }));
}

function escapePointer(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
