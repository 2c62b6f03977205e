import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject, optionalList, validationError } from "../http/fields.ts";
import type { Need } from "../iam/evaluate.ts";
import { arnOf, type Identity } from "../identity.ts";
import type { EventBus, NewEvent } from "./event-bus.ts";

const ENTRY_LIMIT = 10;
/** Sum of all entries, since 2025; before it was 256 KiB. */
const REQUEST_LIMIT_BYTES = 1024 * 1024;

interface EntryError {
  ErrorCode: string;
  ErrorMessage: string;
}

export interface PutEventsOptions {
  bus: EventBus;
  /** Names of the buses there are. */
  buses: ReadonlySet<string>;
  /** Added to every event's resources; Step Functions names the state machine and the execution. */
  resources?: readonly string[];
}

/** `PutEvents`: each entry succeeds or fails by itself. @throws ServiceError when the request as a whole is wrong */
export function putEvents({ bus, buses, resources = [] }: PutEventsOptions, input: JsonObject): JsonObject {
  const entries = optionalList(input, "Entries") ?? [];
  if (entries.length === 0 || entries.length > ENTRY_LIMIT) {
    const constraint = `Member must have length between 1 and ${ENTRY_LIMIT}`;
    throw validationError("entries", entries.length, constraint);
  }
  if (Buffer.byteLength(JSON.stringify(entries)) > REQUEST_LIMIT_BYTES) {
    throw validationError(
      "entries",
      null,
      `Total size of the entries in the request is over ${REQUEST_LIMIT_BYTES} bytes`,
    );
  }
  const results = entries.map((entry) => {
    const event = readEntry(entry, buses);
    if ("ErrorCode" in event) return event;
    return { EventId: bus.publish({ ...event, resources: [...event.resources, ...resources] }) };
  });
  const failedCount = results.filter((result) => "ErrorCode" in result).length;
  return { FailedEntryCount: failedCount, Entries: results as unknown as Json[] };
}

/** What a caller of `PutEvents` has to be allowed: to put events on each bus that its entries are for. */
export function eventNeeds(identity: Identity, input: JsonObject): Need[] {
  const entries = optionalList(input, "Entries") ?? [];
  const buses = new Set(entries.map((entry) => busName(isObject(entry) ? entry["EventBusName"] : undefined)));
  return [...buses].map((bus) => ({
    action: "events:PutEvents",
    resource: arnOf(identity, "events", `event-bus/${bus}`),
  }));
}

function readEntry(entry: Json, buses: ReadonlySet<string>): NewEvent | EntryError {
  if (!isObject(entry)) return invalidArgument("Entry", "Entry is not an object.");
  for (const field of ["Source", "DetailType", "Detail"]) {
    if (typeof entry[field] !== "string" || entry[field] === "") {
      return invalidArgument(field, `${field} is a required argument.`);
    }
  }
  const detail = parseDetail(entry["Detail"] as string);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const bus = busName(entry["EventBusName"]);
  if (!buses.has(bus)) {
    return { ErrorCode: "ResourceNotFoundException", ErrorMessage: `Event bus ${bus} does not exist.` };
  }
  const timeMs = timeOf(entry["Time"]);
  return {
    bus,
    source: entry["Source"] as string,
    detailType: entry["DetailType"] as string,
    detail,
    resources: Array.isArray(entry["Resources"]) ? entry["Resources"].map(String) : [],
    ...(timeMs === undefined ? {} : { timeMs }),
  };
}

function parseDetail(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A bus is named by name or ARN; no name is the account's default bus. */
function busName(value: Json | undefined): string {
  return typeof value === "string" && value !== "" ? value.slice(value.lastIndexOf("/") + 1) : "default";
}

/** Epoch seconds in JSON, or ISO text when the entry comes out of a state machine. */
function timeOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value * 1000;
  const timeMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function invalidArgument(field: string, reason: string): EntryError {
  return { ErrorCode: "InvalidArgument", ErrorMessage: `Parameter ${field} is not valid. Reason: ${reason}` };
}
