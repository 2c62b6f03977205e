import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseOn } from "../../shared/adapters/postgres/create-database.ts";
import { migrate } from "../../shared/adapters/postgres/migrate.ts";
import { openSource } from "../../shared/adapters/postgres/open-source.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { type ApiHarnessOn, createApiHarnessOn } from "../support/api-harness.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";
import { openChannel, type TestChannel } from "../support/signed-sender.ts";

const programs = findPostgres();
if (programs === null) console.warn("Skipped: no PostgreSQL server on this machine (initdb and postgres).");
const atOnce = 20;

describe.skipIf(programs === null)("messages that a channel gets at the same time", () => {
  let server: PostgresServer;
  let database: Database;
  let harness: ApiHarnessOn<Database>;
  let channel: TestChannel;

  beforeAll(async () => {
    server = await startPostgresServer(programs!);
    const url = await server.createDatabase();
    await migrate(url);
    database = databaseOn(openSource(url, { poolSize: 10 }), { onSystemAccess: () => {} });
    harness = await createApiHarnessOn(database);
    await harness.publishSample();
    channel = await openChannel(harness);
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  const sendMany = (messages: { id: string; body: object }[]) =>
    Promise.all(messages.map((message) => channel.send(message)));
  const hello = { customer_id: "cust_789", conversation_id: "ticket-1" };

  test("all get into the one conversation that the first of them opens, each with a number of its own", async () => {
    const texts = Array.from({ length: atOnce }, (_, index) => `Message ${index}`);
    const answers = await sendMany(
      texts.map((text) => ({ id: `msg_${text.slice(8)}`, body: { ...hello, text } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 201));
    expect(new Set(answers.map(({ json }) => json.conversation_id)).size).toBe(1);
    const numbers = answers.map(({ json }) => json.seq as number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(texts.map((_, index) => index + 1));
    expect(harness.sent.filter(({ topic }) => topic === "episode.start")).toHaveLength(1);
  });

  test("under one id are there once", async () => {
    const body = { ...hello, conversation_id: "ticket-2", text: "Hello" };
    const answers = await sendMany(Array.from({ length: atOnce }, () => ({ id: "msg_same", body })));
    const told = answers.map(({ status, json }) => json.code ?? status);
    expect(told.filter((each) => each !== 201 && each !== "request-in-flight")).toEqual([]);
    const { json } = await channel.send({ id: "msg_same", body });
    const { messages } = (await harness.ask("GET", `/api/v1/conversations/${json.conversation_id}/messages`))
      .json;
    expect(messages).toHaveLength(1);
  });
});
