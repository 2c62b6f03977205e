import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint, type TestFunction } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

const SCHEDULES = { sweep: { everySeconds: 60, function: "sweep" } };

function startSchedule(scheduler: VirtualScheduler, sweep: TestFunction, dataDir = temporaryDirectory()) {
  return startTestEndpoint({ scheduler, dataDir, functions: { sweep }, topology: { schedules: SCHEDULES } });
}

test("runs every interval with a scheduled event", async () => {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1));
  const events: unknown[] = [];
  await startSchedule(scheduler, (event) => events.push(event));
  scheduler.advance(59_999);
  expect(events).toEqual([]);
  for (const count of [1, 2, 3]) {
    scheduler.advance(1);
    await until(() => {
      scheduler.advance(count === 1 && events.length === 0 ? 0 : 1_000);
      return events.length === count;
    });
  }
  expect(events[0]).toMatchObject({
    "detail-type": "Scheduled Event",
    source: "aws.events",
    time: "2026-01-01T00:01:00Z",
    resources: ["arn:aws:events:us-east-1:000000000000:rule/sweep"],
    detail: {},
  });
});

test("never overlaps with itself", async () => {
  const scheduler = new VirtualScheduler();
  let active = 0;
  let starts = 0;
  let finish: () => void = () => undefined;
  await startSchedule(scheduler, async () => {
    active += 1;
    starts += 1;
    expect(active).toBe(1);
    await new Promise<void>((resolve) => (finish = resolve));
    active -= 1;
    return null;
  });
  scheduler.advance(60_000);
  await until(() => starts === 1);
  scheduler.advance(600_000);
  expect(starts).toBe(1);
  finish();
  await until(() => {
    scheduler.advance(1);
    return starts === 2;
  });
});

test("makes up for runs missed while the host was down, once", async () => {
  const scheduler = new VirtualScheduler();
  const dataDir = temporaryDirectory();
  const first = await startSchedule(scheduler, () => null, dataDir);
  await first.close();
  scheduler.advance(3_600_000);
  let runs = 0;
  await startSchedule(scheduler, () => ++runs, dataDir);
  scheduler.advance(0);
  await until(() => runs === 1);
  scheduler.advance(59_000);
  expect(runs).toBe(1);
});
