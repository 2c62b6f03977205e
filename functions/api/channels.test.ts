import { beforeEach, describe, expect, test } from "vitest";
import { createSealing } from "../../shared/adapters/secrets/create-sealing.ts";
import { type Answer, type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { openChannel, senderOf, type TestChannel } from "../../tests/support/signed-sender.ts";

const path = "/api/v1/channels";
const hour = 3_600_000;
const hello = { customer_id: "cust_789", conversation_id: "ticket-1", text: "Hello" };

let harness: ApiHarness;
let channel: TestChannel;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  channel = await openChannel(harness);
});

/** Everything that is stored. */
const stored = () => JSON.stringify([...harness.database.tables().tenants, harness.database.tables().outbox]);
const summary = ({ status, json }: Answer) => [status, json.code];

describe("a channel", () => {
  test("shows its secret when it is made, and never again", async () => {
    expect(channel.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const one = await harness.ask("GET", `${path}/${channel.channelId}`);
    expect(one.json).toMatchObject({
      name: "Shop",
      kind: "web",
      workflow_id: "returns",
      enabled: true,
      secret_version: 1,
    });
    const all = await harness.ask("GET", path);
    expect(all.json.channels).toEqual([one.json]);
    expect(one.text + all.text + stored()).not.toContain(channel.secret.slice(6, 30));
  });

  test("made under a key is there once, and a replay does not show its secret", async () => {
    const body = { name: "App", kind: "mobile", workflow_id: "returns" };
    const headers = { "Idempotency-Key": "k1" };
    const first = await harness.ask("POST", path, { body, headers });
    const again = await harness.ask("POST", path, { body, headers });
    expect([again.status, again.json.channel_id]).toEqual([201, first.json.channel_id]);
    expect([first.json.secret, again.json.secret]).toEqual([expect.any(String), undefined]);
  });

  test("whose maker died before the answer is there once, and gets another secret", async () => {
    const send = () =>
      harness.ask("POST", path, {
        body: { name: "App", workflow_id: "returns" },
        headers: { "Idempotency-Key": "k1" },
      });
    let commits = 0;
    // Commits: key taken, channel made, answer kept.
    harness.database.onCommit(() => {
      commits += 1;
      if (commits > 2) throw new Error("killed");
    });
    await send();
    harness.database.onCommit(null);
    harness.clock.nowMs += 31_000;
    expect(summary(await send())).toEqual([409, "channel-made-before"]);
    const { channels } = (await harness.ask("GET", path)).json;
    expect(channels).toHaveLength(2);
    const { json } = await harness.ask("POST", `${path}/${channels[1].channel_id}/secret`, { body: {} });
    const answer = await senderOf(harness, json.channel_id, json.secret)({ body: hello });
    expect(answer.status).toBe(201);
  });

  test("needs a workflow that is there", async () => {
    const body = { name: "App", workflow_id: "unknown" };
    expect((await harness.ask("POST", path, { body })).status).toBe(404);
    const change = { workflow_id: "unknown" };
    expect((await harness.ask("PATCH", `${path}/${channel.channelId}`, { body: change })).status).toBe(404);
  });

  test("is renamed, disabled, enabled and removed", async () => {
    const at = `${path}/${channel.channelId}`;
    const changed = await harness.ask("PATCH", at, { body: { name: "Shop, new", enabled: false } });
    expect(changed.json).toMatchObject({ name: "Shop, new", enabled: false, workflow_id: "returns" });
    expect(summary(await channel.send({ body: hello }))).toEqual([403, "channel-disabled"]);
    await harness.ask("PATCH", at, { body: { enabled: true } });
    expect((await channel.send({ body: hello })).status).toBe(201);
    expect((await harness.ask("DELETE", at)).status).toBe(204);
    expect((await harness.ask("DELETE", at)).status).toBe(404);
    expect((await channel.send({ body: hello })).status).toBe(401);
  });

  test("whose sealed secret was put in another's place takes nothing", async () => {
    const as = await harness.token({ tenantId: "rival", roles: ["owner"] });
    await harness.publishSample("rival");
    const rival = await openChannel(harness, {}, as);
    const [theirs] = await harness.database.tenant("rival", (tx) => tx.channels.list());
    await harness.database.tenant("acme", async (tx) => {
      const [ours] = await tx.channels.list();
      await tx.channels.save({ ...ours!, secrets: theirs!.secrets });
    });
    const before = stored();
    const answer = await senderOf(harness, channel.channelId, rival.secret)({ body: hello });
    expect([answer.status, stored()]).toEqual([500, before]);
  });
});

describe("without the key that sealed its secret", () => {
  test("a channel takes nothing and says to come back", async () => {
    const before = stored();
    harness.services.sealing = createSealing(async () => "{}");
    const answer = await channel.send({ body: hello });
    expect([...summary(answer), stored()]).toEqual([503, "unavailable", before]);
    const made = await harness.ask("POST", path, { body: { name: "App", workflow_id: "returns" } });
    expect([...summary(made), stored()]).toEqual([503, "unavailable", before]);
  });
});

describe("a channel's secret", () => {
  const rotate = (body?: object) =>
    harness.ask("POST", `${path}/${channel.channelId}/secret`, body === undefined ? {} : { body });
  const statusOf = async (secret: string) =>
    (await senderOf(harness, channel.channelId, secret)({ body: hello })).status;

  test("is replaced while the one before still verifies", async () => {
    const { json } = await rotate({ overlap_seconds: 3600 });
    expect(json).toMatchObject({ secret_version: 2, previous_secret_until: "2026-03-01T13:00:00.000Z" });
    expect([await statusOf(channel.secret), await statusOf(json.secret)]).toEqual([201, 201]);
    harness.clock.nowMs += hour;
    expect([await statusOf(channel.secret), await statusOf(json.secret)]).toEqual([401, 201]);
    const { json: now } = await harness.ask("GET", `${path}/${channel.channelId}`);
    expect(now.previous_secret_until).toBeNull();
  });

  test("is replaced at once where it has leaked", async () => {
    const { json } = await rotate({ overlap_seconds: 0 });
    expect([await statusOf(channel.secret), await statusOf(json.secret)]).toEqual([401, 201]);
  });

  test("verifies for a day more unless told, and not after the next", async () => {
    const { json: second } = await rotate();
    expect(second.previous_secret_until).toBe("2026-03-02T12:00:00.000Z");
    const { json: third } = await rotate();
    const secrets = [channel.secret, second.secret, third.secret];
    expect(await Promise.all(secrets.map(statusOf))).toEqual([401, 201, 201]);
  });

  test("that is replaced under a key is replaced once, and a replay does not show it", async () => {
    const at = `${path}/${channel.channelId}/secret`;
    const headers = { "Idempotency-Key": "k2" };
    const first = await harness.ask("POST", at, { body: {}, headers });
    const again = await harness.ask("POST", at, { body: {}, headers });
    expect([first.json.secret_version, again.json.secret_version]).toEqual([2, 2]);
    expect([first.json.secret, again.json.secret]).toEqual([expect.any(String), undefined]);
  });

  test("that is replaced twice at the same time is replaced once", async () => {
    const { sealing } = harness.services;
    let winner = { status: 0, secret: "" };
    const atTheSameTime = async () => {
      harness.services.sealing = sealing;
      const { status, json } = await rotate();
      winner = { status, secret: json.secret };
    };
    harness.services.sealing = {
      ...sealing,
      seal: async (plain, place) => atTheSameTime().then(() => sealing.seal(plain, place)),
    };
    expect(summary(await rotate())).toEqual([409, "conflict"]);
    expect([winner.status, await statusOf(winner.secret)]).toEqual([200, 201]);
  });

  test("is the person's who was shown it: they have asked for what it signs", async () => {
    const as = await harness.token({ roles: ["operator"], subject: "oscar" });
    const { json } = await harness.ask("POST", `${path}/${channel.channelId}/secret`, { as });
    const { json: first } = await channel.send({ body: hello });
    await senderOf(harness, channel.channelId, json.secret)({ body: { ...hello, text: "Two" } });
    const messages = await harness.database.tenant("acme", (tx) =>
      tx.messages.list(first.conversation_id, 0, 9),
    );
    expect(messages.map(({ postedBy }) => postedBy)).toEqual(["owner", "oscar"]);
  });
});
