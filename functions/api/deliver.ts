import type { OutboxMessage } from "../../shared/contracts/run.ts";
import { sendOutbox } from "../../shared/domain/workflows/outbox.ts";
import type { ApiServices } from "./api-services.ts";

/** Sends accepted work after its commit. When that fails the work stays accepted: the run's check sends it. */
export async function deliver(messages: OutboxMessage[], services: ApiServices): Promise<void> {
  try {
    await sendOutbox(messages, services);
  } catch (error) {
    const ids = messages.map(({ id }) => id);
    services.log.warn("accepted work was not sent yet", { ids, cause: error });
  }
}
