import { afterAll, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";

const host = new HostProcess();
afterAll(() => host.dispose());

test("a run goes on after kill -9 before the approval, after it, and keeps its trace", async () => {
  let client = new Client(await host.start());
  const { execution_id } = await client.execute("customer_support", {
    customer_message: "I want to return order #12345",
  });
  await host.kill();

  client = new Client(await host.start());
  const waiting = await client.settled(execution_id);
  expect(waiting.human_tasks).toHaveLength(1);
  await host.kill();

  client = new Client(await host.start());
  const task = (await client.settled(execution_id)).human_tasks[0];
  expect(task?.id).toBe(waiting.human_tasks[0]?.id);
  const decided = await client.post(`/human-tasks/${task?.id}/decision`, { answer: { decision: "approve" } });
  expect(decided.status).toBe(200);
  await host.kill();

  client = new Client(await host.start());
  const done = await client.ended(execution_id);
  expect(done).toMatchObject({
    status: "completed",
    decision: "FINISH",
    outputs: { handle_return: { success: true } },
  });
});

test("a second host on the same data directory is refused", async () => {
  const second = new HostProcess({ dataDir: host.dataDir });
  if (!host.running) await host.start();
  await expect(second.start()).rejects.toThrow(/in use|another process|already/i);
});
