import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { isObject, optionalList, requireString, validationError } from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import type { StateMachineRows, StoredStateMachine } from "../state-machine-rows.ts";
import { resourceNotFound } from "../step-functions-errors.ts";

/** Tags of state machines. */
export function tagOperations(rows: StateMachineRows): Record<string, Operation> {
  return {
    TagResource(input) {
      const added = readTags(optionalList(input, "tags") ?? []);
      return change(rows, input, (tags) => ({ ...tags, ...added }));
    },
    UntagResource(input) {
      const removed = optionalList(input, "tagKeys") ?? [];
      const keep = ([key]: [string, string]) => !removed.includes(key);
      return change(rows, input, (tags) => Object.fromEntries(Object.entries(tags).filter(keep)));
    },
    ListTagsForResource(input) {
      const tags = tagsOf(find(rows, input));
      return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
    },
  };
}

/** Reads `[{key, value}]`. @throws ServiceError ValidationException */
export function readTags(list: Json[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const tag of list) {
    const key = isObject(tag) ? tag["key"] : undefined;
    const value = isObject(tag) ? (tag["value"] ?? "") : undefined;
    if (typeof key !== "string" || typeof value !== "string") {
      throw validationError("tags", tag, "Member must have a key and a value");
    }
    tags[key] = value;
  }
  return tags;
}

function change(
  rows: StateMachineRows,
  input: JsonObject,
  update: (tags: Record<string, string>) => Record<string, string>,
): JsonObject {
  const machine = find(rows, input);
  rows.save({ ...machine, tags: JSON.stringify(update(tagsOf(machine))) });
  return {};
}

function find(rows: StateMachineRows, input: JsonObject): StoredStateMachine {
  const arn = requireString(input, "resourceArn");
  const machine = rows.find(arn);
  if (machine === undefined) throw resourceNotFound(arn);
  return machine;
}

function tagsOf(machine: StoredStateMachine): Record<string, string> {
  return JSON.parse(machine.tags) as Record<string, string>;
}
