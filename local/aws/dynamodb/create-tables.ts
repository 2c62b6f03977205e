import { setImmediate } from "node:timers/promises";
import type { TableSpec } from "../../../shared/contracts/topology.ts";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { ServiceError } from "../http/service-error.ts";
import type { TableStore } from "./table-store.ts";

/** Makes the tables that are not there yet, and removes the items whose time is up. */
export async function createTables(
  store: TableStore,
  tables: Readonly<Record<string, TableSpec>>,
  nowMs: number,
): Promise<void> {
  for (const [name, spec] of Object.entries(tables)) {
    if (!(await isActive(store, name))) await createTable(store, name, spec);
    await removeExpired(store, name, spec, nowMs);
  }
}

/** The attributes of a table's primary key. */
export function keyAttributes({ partitionKey, sortKey }: TableSpec): string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

async function createTable(store: TableStore, name: string, spec: TableSpec): Promise<void> {
  const attributes = keyAttributes(spec);
  await store.perform("CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((each) => ({ AttributeName: each, AttributeType: "S" })),
    KeySchema: attributes.map((each, index) => ({
      AttributeName: each,
      KeyType: index === 0 ? "HASH" : "RANGE",
    })),
  });
  while (!(await isActive(store, name))) await setImmediate();
}

async function isActive(store: TableStore, name: string): Promise<boolean> {
  try {
    const { Table } = await store.perform("DescribeTable", { TableName: name });
    return (Table as JsonObject)["TableStatus"] === "ACTIVE";
  } catch (error) {
    if (error instanceof ServiceError && error.code === "ResourceNotFoundException") return false;
    throw error;
  }
}

/** The service does this within some days of an item's time; here it is done at each start. */
async function removeExpired(store: TableStore, name: string, spec: TableSpec, nowMs: number): Promise<void> {
  if (spec.ttl === undefined) return;
  const expired = await store.perform("Scan", {
    TableName: name,
    FilterExpression: "#ttl < :now",
    ExpressionAttributeNames: { "#ttl": spec.ttl },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(nowMs / 1000)) } },
  });
  for (const item of expired["Items"] as JsonObject[]) {
    await store.perform("DeleteItem", { TableName: name, Key: pick(item, keyAttributes(spec)) });
  }
}

/** An item's attributes of these names. */
export function pick(item: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}
