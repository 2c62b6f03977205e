import { expect, test } from "vitest";
import {
  createAssignedFixture,
  createDeskFixture,
  finished,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import { giveSatisfaction } from "../conversations/give-satisfaction.ts";
import { closeHandover } from "../queue/close-handover.ts";
import { replyAsHuman } from "../queue/reply-as-human.ts";

const minuteMs = 60_000;
const everything = { workflow: null, channel: null };
const customer = {
  tenantId,
  subject: "john",
  roles: ["consumer" as const],
  scopes: ["conversations:write" as const],
};

type Fixture = Pick<Awaited<ReturnType<typeof createDeskFixture>>, "inTenant" | "clock">;

async function figures({ inTenant, clock }: Fixture) {
  const { all } = await inTenant((tx) => tx.kpis.episodes([0, clock.nowMs + 1], everything));
  return all;
}

test("an episode that the AI finishes is automated, and judged by the customer", async () => {
  const fixture = await createDeskFixture();
  await fixture.write("Where is it?");
  expect(await figures(fixture)).toMatchObject({ begun: 1, closed: 0 });
  fixture.clock.nowMs += minuteMs;
  await fixture.begin();
  await fixture.run({ write: { response: "Here." } }, finished);
  await fixture.end();
  await giveSatisfaction(customer, { conversationId: "conv", score: 4 }, fixture.services);
  const durations = { count: 1, totalMs: minuteMs + 1 };
  expect(await figures(fixture)).toMatchObject({
    begun: 1,
    closed: 1,
    reopened: 0,
    escalated: 0,
    resolution: durations,
    aiResponse: durations,
    humanResponse: { count: 0 },
    scores: [0, 0, 0, 1, 0],
    humanMs: 0,
  });
});

test("the next message begins another episode, which is one that was reopened", async () => {
  const fixture = await createDeskFixture();
  for (const episode of [1, 2]) {
    await fixture.write("Where is it?");
    await fixture.begin(episode);
    await fixture.run({ write: { response: "Here." } }, finished, episode);
    await fixture.end(episode);
  }
  expect(await figures(fixture)).toMatchObject({
    begun: 2,
    closed: 2,
    reopened: 1,
    aiResponse: { count: 2 },
  });
});

test("an episode that a person resolves is escalated, with the time that the person had it", async () => {
  const fixture = await createAssignedFixture();
  const { clock, services, ofMaria } = fixture;
  clock.nowMs += 2 * minuteMs;
  const reply = { conversationId: "conv", messageId: "hello", text: "Hello.", isPrivate: false };
  await replyAsHuman({ ...ofMaria, ...reply }, services);
  clock.nowMs += 3 * minuteMs;
  await closeHandover({ ...ofMaria, outcome: "resolved", seenSeq: 2 }, services);
  expect(await figures(fixture)).toMatchObject({
    closed: 1,
    escalated: 1,
    aiResponse: { count: 0 },
    humanResponse: { count: 1, totalMs: 2 * minuteMs },
    humanMs: 5 * minuteMs,
  });
  const period = { fromMs: 0, toMs: clock.nowMs + 1 };
  const [maria] = await fixture.inTenant((tx) => tx.kpis.humanAgents(period, clock.nowMs));
  expect(maria).toMatchObject({ resolved: 1, handling: { totalMs: 5 * minuteMs }, assignedMs: 5 * minuteMs });
});

test("an episode that comes back from a person and is finished by the AI was escalated all the same", async () => {
  const fixture = await createAssignedFixture();
  const { services, ofMaria, clock } = fixture;
  clock.nowMs += minuteMs;
  await closeHandover(
    { ...ofMaria, outcome: "back_to_ai", instruction: "Go on.", instructedBy: "maria", seenSeq: 1 },
    services,
  );
  expect(await figures(fixture)).toMatchObject({ closed: 0 });
  await fixture.begin(1, 2);
  await fixture.run({ write: { response: "Here." } }, finished, 1, 2);
  await fixture.end(1, 2);
  expect(await figures(fixture)).toMatchObject({ closed: 1, escalated: 1, humanMs: minuteMs });
});
