import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { ChaosHost } from "./chaos-host.ts";

const kills = Number(process.env["HIL_CHAOS_KILLS"] ?? 200);
const seed = Number(process.env["HIL_CHAOS_SEED"] ?? 1);
/** From the first request to the kill: while work is in flight, and often while a kill before is still being recovered from. */
const shortestMs = 5;
const longestMs = 900;

const chaos = new ChaosHost();
afterAll(() => chaos.host.dispose());

test(`killed ${kills} times at random (seed ${seed}), loses nothing and repeats nothing that was recorded`, async () => {
  const random = randomNumbers(seed);
  for (let kill = 1; kill <= kills; kill += 1) {
    const announced = await chaos.start();
    const working = chaos.workUntilDeath(announced, kill).catch(() => undefined);
    await sleep(shortestMs + random() * (longestMs - shortestMs));
    await chaos.host.kill();
    await working;
  }
  expect(await chaos.settleAndAudit(kills)).toEqual([]);
  console.log(`${kills} kills, ${chaos.client.promises.accepted.size} accepted runs, 0 lost, 0 repeated`);
}, 3_600_000);

/** Mulberry32: small, seeded, good enough to choose moments. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
