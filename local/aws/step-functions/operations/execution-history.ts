import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { isObject, optionalBoolean } from "../../http/fields.ts";
import { JsonText } from "../../http/json-service.ts";
import { HISTORY_LIMIT } from "../abandonment.ts";
import type { Executions } from "../executions.ts";
import { requireExecutionArn } from "../names.ts";
import { nextToken, requestedPage } from "../pages.ts";
import { executionDoesNotExist } from "../step-functions-errors.ts";

/** What `includeExecutionData: false` leaves out of an event's details. */
const DATA_FIELDS = new Set(["input", "output", "parameters", "assignedVariables", "variables"]);

/** `GetExecutionHistory`: the stored events go out as they were written. @throws ServiceError */
export function getExecutionHistory(executions: Executions, input: JsonObject): JsonText {
  const arn = requireExecutionArn(input);
  const reverse = optionalBoolean(input, "reverseOrder") ?? false;
  const includeData = optionalBoolean(input, "includeExecutionData") ?? true;
  const page = requestedPage(input);
  const execution = executions.store.rows.find(arn);
  if (execution === undefined) throw executionDoesNotExist(arn);
  const { history } = executions.store;
  const found = reverse
    ? history.before(execution.id, Number(page.after ?? HISTORY_LIMIT + 1), page.limit + 1)
    : history.after(execution.id, Number(page.after ?? 0), page.limit + 1);
  const shown = found.slice(0, page.limit);
  const events = includeData ? shown : shown.map(withoutData);
  const token = found.length > shown.length ? `,"nextToken":"${nextToken(idOf(shown.at(-1)!))}"` : "";
  return new JsonText(`{"events":[${events.join(",")}]${token}}`);
}

function idOf(event: string): number {
  return (JSON.parse(event) as { id: number }).id;
}

function withoutData(event: string): string {
  return JSON.stringify(JSON.parse(event) as Json, (key, value: Json) => {
    if (!key.endsWith("EventDetails") || !isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([field]) => !DATA_FIELDS.has(field)));
  });
}
