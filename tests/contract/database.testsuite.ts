import { afterAll, beforeAll, describe } from "vitest";
import { applyMigrations } from "../../shared/adapters/postgres/apply-migrations.ts";
import { databaseOn } from "../../shared/adapters/postgres/create-database.ts";
import { readMigrations } from "../../shared/adapters/postgres/migrations.ts";
import type { SessionSource } from "../../shared/adapters/postgres/session.ts";
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
import { testKpis } from "./database/kpis.ts";
import { testNodesAndSteps } from "./database/nodes-and-steps.ts";
import { testNotifications } from "./database/notifications.ts";
import { testRaces } from "./database/races.ts";
import { testRuns } from "./database/runs.ts";
import { testTenancy } from "./database/tenancy.ts";
import { testTransactions } from "./database/transactions.ts";
import { testValues } from "./database/values.ts";
import { testWaits } from "./database/waits.ts";
import { testWorkFigures } from "./database/work-figures.ts";
import { testWorkflows } from "./database/workflows.ts";

/** In the order in which they say most when they fail. */
const parts = [
  testTransactions,
  testTenancy,
  testRuns,
  testNodesAndSteps,
  testWaits,
  testApprovals,
  testWorkflows,
  testDelivery,
  testApiKeys,
  testConversations,
  testDesk,
  testChanges,
  testChannels,
  testNotifications,
  testKpis,
  testWorkFigures,
  testValues,
];

/** What every database behind the storage port has to pass; `open` gives an empty one, which the suite migrates. */
export function testDatabase(
  name: string,
  options: { open: () => Promise<SessionSource>; raceRounds: number },
): void {
  describe(`the storage port on ${name}`, () => {
    let underTest: DatabaseUnderTest | undefined;

    beforeAll(async () => {
      const source = await options.open();
      await applyMigrations(source, readMigrations());
      underTest = { source, database: databaseOn(source, { onSystemAccess: () => {} }) };
    });

    afterAll(async () => {
      await underTest?.database.close();
    });

    const get = () => {
      if (underTest === undefined) throw new Error("The suite has not begun.");
      return underTest;
    };
    for (const part of parts) part(get);
    testRaces(get, options.raceRounds);
    testApprovalRaces(get);
    testDeskRaces(get, options.raceRounds);
    testDeskCrowd(get, options.raceRounds);
  });
}
