import { appendFileSync } from "node:fs";
import type { Json } from "../../../statemachines/asl/types.ts";
import { startAwsEndpoint } from "../endpoint.ts";
import { CRASH_TOPOLOGY, type CrashOrder } from "./crash-topology.ts";

/**
 * A host that is made to be killed: it runs the crash tests' functions, writes down each call before it answers, and
 * dies by SIGKILL the n-th time it passes the crash point it was given.
 */
const order = JSON.parse(process.argv[2]!) as CrashOrder;
let passesLeft = order.passes;

const endpoint = await startAwsEndpoint({
  port: 0,
  dataDir: order.dataDir,
  topology: CRASH_TOPOLOGY,
  invokeFunction: async (name, payload): Promise<Json> => {
    appendFileSync(order.recordPath, `${JSON.stringify({ name, payload })}\n`);
    return { by: name };
  },
  reach(point) {
    if (point === order.point && --passesLeft === 0) process.kill(process.pid, "SIGKILL");
  },
});
process.send!(endpoint.url);
endpoint.resume();
