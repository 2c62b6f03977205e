import { describe } from "vitest";
import { createMemoryDatabase } from "../support/memory-database.ts";
import { testApiKeys } from "./database/api-keys.ts";
import { testApprovalRaces } from "./database/approval-races.ts";
import { testApprovals } from "./database/approvals.ts";
import { testChanges } from "./database/changes.ts";
import { testChannels } from "./database/channels.ts";
import { testConversations } from "./database/conversations.ts";
import { testDesk } from "./database/desk.ts";
import { testDeskCrowd } from "./database/desk-crowd.ts";
import { testDeskRaces } from "./database/desk-races.ts";
import type { DatabaseUnderTest } from "./database/database-under-test.ts";
import { testDelivery } from "./database/delivery.ts";
import { testNotifications } from "./database/notifications.ts";
import { testKpis } from "./database/kpis.ts";
import { testRuns } from "./database/runs.ts";
import { testWaits } from "./database/waits.ts";
import { testWorkFigures } from "./database/work-figures.ts";
import { testWorkflows } from "./database/workflows.ts";

/** The parts of the contract that need no SQL: what the tests on this database rely on. */
describe("the database in memory", () => {
  const database = createMemoryDatabase();
  const get = (): DatabaseUnderTest => ({
    database,
    get source(): never {
      throw new Error("This database has no SQL.");
    },
  });
  const parts = [
    testRuns,
    testWaits,
    testApprovals,
    testWorkflows,
    testDelivery,
    testApiKeys,
    testChannels,
    testConversations,
    testDesk,
    testChanges,
    testNotifications,
    testKpis,
    testWorkFigures,
  ];
  for (const part of parts) part(get);
  // One transaction at a time: there is nothing to race for.
  testApprovalRaces(get);
  testDeskRaces(get, 1);
  testDeskCrowd(get, 20);
});
