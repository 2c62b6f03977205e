import { beforeEach, expect, test } from "vitest";
import type { HumanAgentKpisView, KpisView } from "../../shared/contracts/api/kpis.ts";
import { type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { employ, handOver, openConversation, take } from "../../tests/support/sample-desk.ts";

let harness: ApiHarness;
beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
});

const ask = async <View>(query: string) => (await harness.ask("GET", `/api/v1/kpis${query}`)).json as View;

test("a conversation that a person resolves shows in its day, with its cost", async () => {
  const settings = (await harness.ask("GET", "/api/v1/desk/settings")).json as object;
  const body = { ...settings, time_zone: "Europe/Berlin", human_cost_usd_per_hour: 60 };
  await harness.ask("PUT", "/api/v1/desk/settings", { body });
  const conversationId = await openConversation(harness, "cust_789");
  const handoverId = await handOver(harness, conversationId);
  const maria = await employ(harness, "maria");
  await take(harness, handoverId, maria);
  const as = await harness.token({ roles: ["human_agent"], subject: "maria" });
  harness.clock.nowMs += 60_000;
  await harness.ask("POST", `/api/v1/handovers/${handoverId}/reply`, { as, body: { text: "Hello." } });
  harness.clock.nowMs += 60_000;
  await harness.ask("POST", `/api/v1/handovers/${handoverId}/resolve`, { as, body: { seen_seq: 2 } });
  await harness.ask("POST", `/api/v1/conversations/${conversationId}/satisfaction`, { body: { score: 5 } });

  const kpis = await ask<KpisView>("?interval=day");
  expect(kpis.time_zone).toBe("Europe/Berlin");
  expect(kpis.series).toHaveLength(30);
  expect(kpis.totals).toMatchObject({
    conversations: { begun: 1, closed: 1, automated: 0, escalated: 1 },
    automation_rate: 0,
    escalation_rate: 1,
    resolution_time: { count: 1, mean_ms: 120_000 },
    first_response_time: { ai: { count: 0 }, people: { count: 1, median_ms: 60_000 } },
    csat: { count: 1, mean: 5, distribution: { "5": 1 } },
    cost: { people_ms: 120_000, people_usd: 2, total_usd: 2, per_conversation_usd: 2 },
  });
  const today = kpis.series.find(({ conversations }) => conversations.closed > 0);
  expect(today).toMatchObject(kpis.totals);
  expect(await ask<KpisView>("?channel=mobile")).toMatchObject({ totals: { conversations: { begun: 0 } } });
  const { human_agents } = await ask<HumanAgentKpisView>("/human-agents");
  expect(human_agents).toMatchObject([
    { name: "maria", handled: 1, resolved: 1, first_response_time: { mean_ms: 60_000 }, csat: { mean: 5 } },
  ]);
});

test("what waits is in the backlog, whatever the period", async () => {
  await handOver(harness, await openConversation(harness, "cust_789"));
  harness.clock.nowMs += 5_000;
  const { backlog } = await ask<KpisView>("?from=2020-01-01&to=2020-01-31&interval=month");
  expect(backlog).toMatchObject({ queued: 1, assigned: 0, oldest_age_ms: 5_000 });
});

test.each([
  [422, "?from=2026-02-02&to=2026-02-01", "from"],
  [422, "?from=2010-01-01&to=2026-02-01&interval=month", "from"],
  [422, "?from=2024-01-01&to=2026-02-01", "interval"],
  [400, "?from=2026-02-30", "from"],
  [400, "?to=yesterday", "to"],
  [400, "?interval=hour", "interval"],
  [400, "?channel=fax", "channel"],
  [400, "?form=2026-02-01", "form"],
])("is refused with %i and says what is wrong: %s", async (status, query, parameter) => {
  const answer = await harness.ask("GET", `/api/v1/kpis${query}`);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(parameter);
});

test("a year of days is one answer", async () => {
  const { series } = await ask<KpisView>("?from=2025-03-01&to=2026-02-28");
  expect(series).toHaveLength(365);
});
