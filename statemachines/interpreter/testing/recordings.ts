import type { Json, JsonObject } from "../../asl/types.ts";
import type { HistoryEvent } from "../types.ts";

/** One case of the recorded executions, as far as it is read. */
export interface Recording {
  name: string;
  tier: string;
  definition: JsonObject;
  input: Json;
  lambda: Record<
    string,
    { source: string; behaviour: "echo" | "raise"; errorType?: string; errorMessage?: string }
  >;
  expected: {
    status: string;
    output?: Json;
    error?: string;
    cause?: Json;
    wildcards: string[];
    events: JsonObject[];
  };
}

/** Names that the recordings put in the place of real ones. */
export const RECORDED_FACTS = {
  executionArn: "arn:<partition>:states:<region>:111111111111:execution:<ArnPart_0idx>:<ExecArnPart_0idx>",
  name: "<ExecArnPart_0idx>",
  roleArn: "snf_role_arn",
  stateMachineArn: "arn:<partition>:states:<region>:111111111111:stateMachine:<ArnPart_0idx>",
  stateMachineName: "<ArnPart_0idx>",
};

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|<uuid:\d+>/g;
/** Parts of an answer of Lambda that its HTTP server makes. */
const OPAQUE = new Set(["SdkHttpMetadata", "SdkResponseMetadata"]);

/** A result in the recordings' form, with what is not to be compared taken out (JSON pointers). */
export function comparable(value: unknown, wildcards: string[]): unknown {
  const copy = value === undefined ? undefined : normalise(structuredClone(value as Json), "");
  for (const pointer of wildcards) blank(copy, pointer.split("/").slice(1));
  return renumberUuids(copy);
}

/** A history in the recordings' form. */
export function comparableHistory(events: readonly (HistoryEvent | JsonObject)[]): unknown {
  const normalised = events.map(
    (event) => normalise(structuredClone(event as unknown as Json), "") as JsonObject,
  );
  return renumberUuids(sortBranches(normalised));
}

function normalise(value: Json, key: string): Json {
  if (key === "timestamp") return "timestamp";
  if (OPAQUE.has(key)) return "*";
  if (typeof value === "string") return normaliseText(value, key);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => normalise(item, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, normaliseField(name, field)]),
  );
}

/** The fields of an event that hold JSON as text. */
const TEXTS = new Set(["input", "output", "cause", "parameters"]);

function normaliseField(name: string, value: Json): Json {
  if (TEXTS.has(name)) return normalise(decoded(value), name);
  if (name === "assignedVariables") {
    const variables = Object.entries(value as JsonObject).map(
      ([variable, text]) => [variable, decoded(text)] as const,
    );
    return normalise(Object.fromEntries(variables), name);
  }
  return normalise(value, name);
}

function decoded(value: Json): Json {
  return typeof value === "string" && value.startsWith("{") ? (JSON.parse(value) as Json) : value;
}

function normaliseText(text: string, key: string): string {
  if (ISO_TIME.test(text)) return isRealTime(text) ? "date" : "timestamp";
  if (text === "date" || text === "timestamp") return text;
  if (key.toLowerCase().includes("timestamp")) return "timestamp";
  return text
    .replaceAll("arn:aws:", "arn:<partition>:")
    .replaceAll("us-east-1", "<region>")
    .replaceAll("<test_aws_account_id>", "111111111111")
    .replaceAll(/"SdkHttpMetadata":.*?"StatusCode"/g, '"StatusCode"');
}

function isRealTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function blank(value: Json | undefined, path: string[]): void {
  if (typeof value !== "object" || value === null) return;
  const container = value as JsonObject;
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length > 0) blank(container[name], rest);
  else if (name in container) container[name] = "*";
}

function renumberUuids(value: unknown): unknown {
  const numbers = new Map<string, number>();
  const replace = (text: string) =>
    text.replaceAll(UUID, (uuid) => {
      if (!numbers.has(uuid)) numbers.set(uuid, numbers.size + 1);
      return `<uuid:${numbers.get(uuid)}>`;
    });
  return value === undefined ? undefined : (JSON.parse(replace(JSON.stringify(value))) as unknown);
}

const ENDS_PARALLEL = new Set([
  "ParallelStateSucceeded",
  "ParallelStateAborted",
  "ParallelStateExited",
  "ParallelStateFailed",
]);

/**
 * The recordings' way with branches, whose events come in any order: they lose their numbers and are sorted. (The
 * event that ends the Parallel before its exit is lost on the way.)
 */
function sortBranches(events: JsonObject[]): JsonObject[] {
  const result: JsonObject[] = [];
  let branches: JsonObject[] | undefined;
  for (const [index, event] of events.entries()) {
    const type = event["type"] as string;
    if (ENDS_PARALLEL.has(type)) {
      result.push(...sorted(branches ?? []));
      branches = undefined;
      if (events[index + 1]?.["type"] !== "ParallelStateExited") result.push(event);
    } else if (type === "ParallelStateStarted") {
      result.push(...sorted(branches ?? []), event);
      branches = [];
    } else if (branches !== undefined) branches.push({ ...event, id: 0, previousEventId: 0 });
    else result.push(event);
  }
  return [...result, ...(branches ?? [])];
}

function sorted(events: JsonObject[]): JsonObject[] {
  return events.sort((left, right) => (canonicalText(left) < canonicalText(right) ? -1 : 1));
}

function canonicalText(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
