import * as z from "zod/mini";
import { createEgress } from "../../shared/runtime/egress/create-egress.ts";
import { internet } from "../../shared/runtime/egress/internet.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";

const internal = async () => [{ address: "10.0.0.1", family: 4 }];
const bounds = { timeoutMs: 5_000, idleTimeoutMs: 5_000, maxResponseBytes: 1_000 };

/** A task that sends a request to a name which leads inwards. */
export const handler = taskHandler(z.object({}), async () => {
  const send = createEgress({}, { ...internet, resolve: internal }).within(bounds);
  const { status } = await send("https://hooks.example.com/");
  return status;
});
