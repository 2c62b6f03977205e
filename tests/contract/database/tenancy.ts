import { sampleGrant, sampleReceipt, sampleVote } from "./approval-samples.ts";
import { sampleChannel } from "./channels.ts";
import { describe, expect, test } from "vitest";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { HilError, InvalidInputError, NotAllowedError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, newTenant, tenantOf, withSql } from "./database-under-test.ts";
import {
  queueSample,
  sampleAssignment,
  sampleCannedReply,
  sampleConversation,
  sampleEvent,
  sampleHumanAgent,
  sampleMessageOf,
  sampleSettings,
} from "./desk-samples.ts";
import { fillNotifications } from "./notifications.ts";
import {
  insertRun,
  modelStep,
  sampleApiKey,
  sampleMessage,
  sampleNode,
  sampleRevision,
  sampleRun,
  sampleWait,
  startMs,
} from "./samples.ts";

const tables = [
  "agent_steps",
  "api_keys",
  "canned_replies",
  "channels",
  "conversation_events",
  "conversations",
  "decisions",
  "desk_settings",
  "episodes",
  "handover_assignments",
  "handovers",
  "human_agents",
  "idempotency_keys",
  "llm_routing_decisions",
  "messages",
  "node_results",
  "notification_deliveries",
  "notification_endpoints",
  "notification_settings",
  "notifications",
  "outbox",
  "receipt_heads",
  "receipts",
  "runs",
  "tool_grants",
  "wait_questions",
  "wait_votes",
  "waits",
  "workflow_revisions",
  "workflows",
];

export function testTenancy(get: GetDatabase): void {
  /** A tenant with a row in every table. */
  async function tenantWithRows() {
    const tenant = tenantOf(get);
    await tenant.with(async (tx) => {
      const { runId } = await insertRun(tx, tenant.tenantId);
      await tx.nodes.begin(sampleNode(runId));
      await tx.steps.record(runId, "classify", modelStep(0));
      const wait = await tx.waits.open(sampleWait(tenant.tenantId, runId), "secret-token");
      await tx.waits.decide(wait.waitId, { by: "m", answer: {}, atMs: startMs });
      await tx.votes.add(sampleVote(wait.waitId));
      const question = { waitId: wait.waitId, askedBy: "m", question: "Why?", askedAtMs: startMs };
      await tx.questions.ask(question);
      await tx.grants.mint(sampleGrant(wait));
      await tx.receipts.append(sampleReceipt(wait.waitId));
      await tx.outbox.add(sampleMessage(tenant.tenantId));
      await tx.apiKeys.insert(sampleApiKey(tenant.tenantId));
      await tx.channels.insert(sampleChannel(tenant.tenantId));
      await fillNotifications(tx, tenant.tenantId);
      const times = { nowMs: startMs, staleBeforeMs: 0, expiresBeforeMs: 0 };
      await tx.idempotency.begin({ route: "r", key: "k", fingerprint: "f", ...times });
      await fillDesk(tx, tenant.tenantId);
    });
    return tenant;
  }

  const count = async (role: "hil_app" | "hil_system" | null, tenantId: string | null, table: string) => {
    const [row] = await withSql(get(), role, tenantId, ({ query }) =>
      query<{ rows: number }>(`select count(*) as rows from ${table}`),
    );
    return row?.rows;
  };

  describe("tenancy", () => {
    test("forces row-level security with a policy on every table", async () => {
      const found = await withSql(get(), null, null, ({ query }) =>
        query<{ relname: string; bound: boolean }>(
          `select relname, relrowsecurity and relforcerowsecurity
             and exists (select from pg_policy where polrelid = pg_class.oid)
             and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull)
             as bound
           from pg_class
           where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'hil_migrations'
           order by relname`,
        ),
      );
      expect(found).toEqual(tables.map((relname) => ({ relname, bound: true })));
    });

    test("gives neither role a way around it", async () => {
      const roles = await withSql(get(), null, null, ({ query }) =>
        query(
          `select rolname, rolsuper, rolbypassrls, rolcanlogin,
             (select count(*) from pg_class where relowner = pg_roles.oid) as owns,
             (select count(*) from pg_auth_members where member = pg_roles.oid) as memberships
           from pg_roles where rolname in ('hil_app', 'hil_system') order by rolname`,
        ),
      );
      const harmless = { rolsuper: false, rolbypassrls: false, rolcanlogin: false, owns: 0, memberships: 0 };
      expect(roles).toEqual([
        { rolname: "hil_app", ...harmless },
        { rolname: "hil_system", ...harmless },
      ]);
    });

    test.each(tables)("shows %s to its tenant only, though the login may see everything", async (table) => {
      const { tenantId } = await tenantWithRows();
      expect(await count("hil_app", tenantId, table)).toBe(1);
      expect(await count("hil_app", newTenant(), table)).toBe(0);
      expect(await count("hil_app", null, table)).toBe(0);
      expect(await count("hil_app", "", table)).toBe(0);
      expect(await count(null, null, table)).toBeGreaterThan(0);
    });

    test.each(tables)("takes no change of another tenant's rows in %s", async (table) => {
      const { tenantId } = await tenantWithRows();
      const asOther = (sql: string) => withSql(get(), "hil_app", newTenant(), ({ query }) => query(sql));
      for (const sql of [
        `update ${table} set tenant_id = 'x' returning 1`,
        `delete from ${table} returning 1`,
        `truncate ${table} cascade`,
      ]) {
        const changed = await asOther(sql).catch((error: unknown) => error instanceof NotAllowedError && []);
        expect({ sql, changed }).toEqual({ sql, changed: [] });
      }
      expect(await count("hil_app", tenantId, table)).toBe(1);
    });

    test("writes no row for another tenant", async () => {
      const [mine, other] = [tenantOf(get), newTenant()];
      const revision = sampleRevision();
      await mine.with((tx) => tx.workflows.publish(revision));
      const { runId } = await mine.with((tx) => insertRun(tx, mine.tenantId));
      for (const work of [
        () => mine.with((tx) => tx.runs.insert(sampleRun(other, revision.digest))),
        () => mine.with((tx) => tx.outbox.add(sampleMessage(other))),
        () => mine.with((tx) => tx.apiKeys.insert(sampleApiKey(other))),
        () => mine.with((tx) => tx.channels.insert(sampleChannel(other))),
        () => mine.with((tx) => tx.waits.open(sampleWait(other, runId), "t")),
        () => mine.with((tx) => tx.conversations.insert(sampleConversation(other))),
        () => mine.with((tx) => tx.humanAgents.insert(sampleHumanAgent(other))),
        () => mine.with((tx) => tx.desk.saveCannedReply(sampleCannedReply(other))),
      ]) {
        await expect(work()).rejects.toThrow(NotAllowedError);
      }
    });

    test("lets no store reach another tenant's rows by their ids", async () => {
      const owner = tenantOf(get);
      const { runId } = await owner.with((tx) => insertRun(tx, owner.tenantId));
      const wait = await owner.with((tx) => tx.waits.open(sampleWait(owner.tenantId, runId), "token"));
      const desk = await owner.with((tx) => fillDesk(tx, owner.tenantId));
      const other = tenantOf(get);
      await other.with(async (tx) => {
        expect(await tx.runs.get(runId)).toBeNull();
        expect(await tx.runs.markStarted(runId, startMs)).toBe(false);
        expect(await tx.waits.get(wait.waitId)).toBeNull();
        expect(await tx.waits.taskToken(wait.waitId)).toBeNull();
        expect(await tx.waits.decide(wait.waitId, { by: "x", answer: {}, atMs: startMs })).toBe(false);
        expect(await tx.waits.expire(wait.waitId, startMs)).toBe(false);
        expect(await tx.waits.cancelOfRun(runId, startMs)).toBe(0);
        expect(await tx.steps.listOfRun(runId)).toEqual([]);
        expect(await tx.conversations.lock(desk.conversation.conversationId)).toBeNull();
        expect(await tx.messages.list(desk.conversation.conversationId, 0, 9)).toEqual([]);
        expect(await tx.conversationEvents.list(desk.conversation.conversationId, 0, 9)).toEqual([]);
        expect(await tx.handovers.lock(desk.handover.handoverId)).toBeNull();
        expect(await tx.handovers.taskTokens(desk.handover.handoverId)).toEqual([]);
        expect(await tx.handovers.assignments(desk.handover.handoverId)).toEqual([]);
        expect(await tx.humanAgents.lock(desk.maria.humanAgentId)).toBeNull();
        expect(await tx.humanAgents.getBySubject(desk.maria.subject)).toBeNull();
        expect(await tx.desk.cannedReplies()).toEqual([]);
        expect(await tx.desk.settings()).toBeNull();
        const everything = { workflow: null, channel: null };
        const { all } = await tx.kpis.episodes([0, startMs * 2], everything);
        expect(all).toMatchObject({ begun: 0 });
        expect(await tx.kpis.backlog(everything)).toMatchObject({ queued: 0 });
      });
      expect(await owner.with((tx) => tx.waits.get(wait.waitId))).toEqual(wait);
    });

    test("takes whatever a text says as data", async () => {
      const hostile =
        "x'; reset role; set role hil_system; select set_config('hil.tenant_id', 't', true); --";
      const mine = tenantOf(get, `${newTenant()}${hostile}`);
      const run = await mine.with((tx) =>
        insertRun(tx, mine.tenantId, { runId: hostile, conversationId: hostile, requestedBy: hostile }),
      );
      expect(await mine.with((tx) => tx.runs.get(hostile))).toEqual(run);
      expect((await mine.with((tx) => tx.runs.list({ conversationId: hostile }, 9, null))).items).toEqual([
        run,
      ]);
      expect(await mine.with((tx) => tx.waits.getByNode(hostile, hostile))).toBeNull();
    });

    test("offers stores and nothing that takes SQL", async () => {
      const stores = await tenantOf(get).with(async (tx) => Object.keys(tx).sort());
      expect(stores).toEqual([
        "apiKeys",
        "changes",
        "channels",
        "conversationEvents",
        "conversations",
        "desk",
        "episodes",
        "grants",
        "handovers",
        "humanAgents",
        "idempotency",
        "kpis",
        "messages",
        "nodes",
        "notificationDeliveries",
        "notificationEndpoints",
        "notifications",
        "outbox",
        "questions",
        "receipts",
        "runs",
        "steps",
        "votes",
        "waits",
        "workflows",
      ]);
      const jobs = await get().database.system("look", async (tx) => Object.keys(tx).sort());
      expect(jobs).toEqual(["deleteExpired", "findApiKeyByHash", "findChannel", "unsentMessages"]);
    });

    test("gives a connection back without role and tenant, after success and after failure", async () => {
      const { with: inTenant } = tenantOf(get);
      await inTenant((tx) => tx.runs.get("x"));
      await inTenant(() => Promise.reject(new Error("no"))).catch(() => {});
      await get().database.system("look", (tx) => tx.findApiKeyByHash("x"));
      const [state] = await withSql(get(), null, null, ({ query }) =>
        query<{ role: string; tenant: string }>(
          `select current_setting('role') as role, coalesce(current_setting('hil.tenant_id', true), '') as tenant`,
        ),
      );
      expect(state).toEqual({ role: "none", tenant: "" });
    });

    test("refuses a tenant without a name", async () => {
      await expect(get().database.tenant("", (tx) => tx.runs.get("x"))).rejects.toThrow(InvalidInputError);
    });
  });

  describe("what has happened", () => {
    test.each([
      "update messages set body = '1'",
      "delete from messages",
      "update conversation_events set data = '1'",
      "delete from conversation_events",
      "delete from conversations",
      "update conversations set customer_id = 'x'",
      "update channels set kind = 'api'",
      "update handovers set context = '1'",
      "delete from handovers",
      "update handover_assignments set human_agent_id = 'x'",
      "delete from handover_assignments",
      "update human_agents set subject = 'x'",
      "delete from human_agents",
      "update wait_votes set verdict = 'approve'",
      "delete from wait_votes",
      "update wait_questions set question = '1'",
      "delete from wait_questions",
      "update tool_grants set arguments_hash = 'x'",
      "delete from tool_grants",
      "update receipts set entry = '1'",
      "delete from receipts",
      "delete from receipt_heads",
    ])("is not changed by the application: %s", async (sql) => {
      const { tenantId } = await tenantWithRows();
      const asked = withSql(get(), "hil_app", tenantId, ({ query }) => query(sql));
      await expect(asked).rejects.toThrow(NotAllowedError);
    });

    test("keeps an assignment that has ended as it is", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const { handover } = await inTenant((tx) => fillDesk(tx, tenantId));
      const change = () =>
        withSql(get(), "hil_app", tenantId, ({ query }) =>
          query("update handover_assignments set ended_at = now(), end_reason = 'released' returning 1"),
        );
      expect(await change()).toHaveLength(1);
      const [ended] = await inTenant((tx) => tx.handovers.assignments(handover.handoverId));
      expect(await change()).toEqual([]);
      expect(await inTenant((tx) => tx.handovers.assignments(handover.handoverId))).toEqual([ended]);
    });
  });

  describe("the role for jobs across tenants", () => {
    test.each([
      "select input from runs",
      "select requested_by from runs",
      "select output from node_results",
      "select step from agent_steps",
      "select task_token from waits",
      "select question from waits",
      "select response from idempotency_keys",
      "select task_tokens from handovers",
      "select * from conversations",
      "select * from messages",
      "select * from conversation_events",
      "select * from human_agents",
      "select * from canned_replies",
      "select * from desk_settings",
      "select * from handover_assignments",
      "select * from episodes",
      "select * from decisions",
      "select * from llm_routing_decisions",
      "select * from workflow_revisions",
      "select * from workflows",
      "select * from hil_migrations",
      "update runs set status = 'stopped'",
      "update outbox set sent_at = now()",
      "insert into api_keys (tenant_id) values ('x')",
      "delete from runs",
      "delete from api_keys",
      "update channels set enabled = true",
      "delete from channels",
    ])("may not: %s", async (sql) => {
      await tenantWithRows();
      const asked = withSql(get(), "hil_system", null, ({ query }) => query(sql));
      await expect(asked).rejects.toThrow(NotAllowedError);
    });

    test("deletes no message that was not sent", async () => {
      const { tenantId } = await tenantWithRows();
      await withSql(get(), "hil_system", null, ({ query }) =>
        query("delete from outbox where tenant_id = $1", [tenantId]),
      );
      expect(await count("hil_app", tenantId, "outbox")).toBe(1);
    });

    test.each(["runs", "waits", "node_results", "agent_steps"])("sees nothing of %s", async (table) => {
      const asked = withSql(get(), "hil_system", null, ({ query }) => query(`select run_id from ${table}`));
      await expect(asked).rejects.toThrow(NotAllowedError);
    });
  });

  test("names no value in an error's message", async () => {
    const { tenantId, with: inTenant } = tenantOf(get);
    const run = await inTenant((tx) => insertRun(tx, tenantId, { runId: "customer-text" }));
    const error = await inTenant((tx) => tx.runs.insert(run)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HilError);
    expect(JSON.stringify([(error as HilError).message, (error as HilError).details])).not.toContain(
      "customer-text",
    );
  });
}

/** A row in every table of the desk. */
async function fillDesk(tx: TenantTransaction, tenantId: string) {
  const maria = sampleHumanAgent(tenantId);
  await tx.humanAgents.insert(maria);
  const { conversation, handover } = await queueSample(tx, tenantId);
  await tx.messages.insert(sampleMessageOf(conversation.conversationId));
  await tx.conversationEvents.add(sampleEvent(conversation.conversationId));
  await tx.handovers.beginAssignment(sampleAssignment(handover.handoverId, maria.humanAgentId));
  const { conversationId } = conversation;
  await tx.episodes.begin({ conversationId, episode: 1, firstSeq: 1, begunAtMs: startMs });
  await tx.desk.saveSettings(sampleSettings);
  await tx.desk.saveCannedReply(sampleCannedReply(tenantId));
  return { maria, conversation, handover };
}
