import { afterEach, describe, expect, test } from "vitest";
import { CRASH_POINTS } from "../../local/aws/crash-points.ts";
import { crashPoints } from "../../shared/runtime/crash-points.ts";
import { ChaosHost } from "./chaos-host.ts";

/** The n-th passing at which the process dies: early ones hit the start, later ones work in flight. */
const passes = (process.env["HIL_CHAOS_PASSES"] ?? "1,2,3,5,8").split(",").map(Number);
/** Enough that every point is passed as often as the largest number says. */
const runs = 1 + Math.max(...passes);

let chaos: ChaosHost | undefined;
afterEach(() => chaos?.host.dispose());

describe.each([...CRASH_POINTS, ...crashPoints])("killed at %s", (point) => {
  test.each(passes)("the %d. time, loses nothing and repeats nothing that was recorded", async (pass) => {
    chaos = new ChaosHost();
    const announced = await chaos.start({ HIL_CHAOS_POINT: `${point}#${pass}` }).catch(() => null);
    if (announced !== null) await chaos.workUntilDeath(announced, runs);
    expect(chaos.host.running, `the host never passed ${point} ${pass} times`).toBe(false);
    expect(await chaos.settleAndAudit(runs)).toEqual([]);
  });
});
