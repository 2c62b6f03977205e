import { join } from "node:path";
import type { Topology } from "../../../shared/contracts/topology.ts";
import type { JsonService } from "../http/json-service.ts";
import type { Identity } from "../identity.ts";
import type { Scheduler } from "../scheduler.ts";
import { createTables } from "./create-tables.ts";
import { createDynamoDbService } from "./dynamodb-service.ts";
import { openTableStore } from "./table-store.ts";

export interface Tables {
  service: JsonService;
  close(): Promise<void>;
}

/** The topology's tables below the data directory, behind DynamoDB's protocol; null where there are none. */
export async function openTables(options: {
  dataDir: string;
  topology: Topology;
  identity: Identity;
  scheduler: Scheduler;
}): Promise<Tables | null> {
  const { tables } = options.topology;
  if (Object.keys(tables).length === 0) return null;
  const tableStore = await openTableStore(join(options.dataDir, "dynamodb"));
  try {
    await createTables(tableStore, tables, options.scheduler.nowMs());
  } catch (error) {
    await tableStore.close();
    throw error;
  }
  return {
    service: createDynamoDbService({ identity: options.identity, tableStore, tables }),
    close: () => tableStore.close(),
  };
}
