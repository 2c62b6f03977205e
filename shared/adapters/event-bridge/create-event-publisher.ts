import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { JsonObject } from "../../contracts/json.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";

export interface BusEvent {
  source: string;
  detailType: string;
  detail: JsonObject;
}

export interface EventPublisher {
  /** Puts events on the bus. Rejects when any of them was not taken: publish them again, consumers are idempotent. */
  publish(events: readonly BusEvent[]): Promise<void>;
}

/** PutEvents takes at most ten. */
const batchSize = 10;
const limits = { timeoutMs: 5_000, attempts: 3 };

/** A bus of EventBridge through its SDK, which is loaded at the first call. */
export function createEventPublisher(config: { region: string; busName: string }): EventPublisher {
  let loading:
    | Promise<{ sdk: typeof import("@aws-sdk/client-eventbridge"); client: EventBridgeClient }>
    | undefined;
  const eventBridge = () =>
    (loading ??= import("@aws-sdk/client-eventbridge").then((sdk) => ({
      sdk,
      client: new sdk.EventBridgeClient(clientSettings({ region: config.region, ...limits })),
    })));

  async function putBatch(batch: readonly BusEvent[]): Promise<void> {
    const { sdk, client } = await eventBridge();
    const Entries = batch.map(({ source, detailType, detail }) => ({
      EventBusName: config.busName,
      Source: source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    }));
    const answer = await client.send(new sdk.PutEventsCommand({ Entries }));
    const failed = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (failed) throw new Error(`The bus ${config.busName} refused an event: ${failed.ErrorCode}`);
  }

  return {
    async publish(events) {
      for (let from = 0; from < events.length; from += batchSize)
        await putBatch(events.slice(from, from + batchSize));
    },
  };
}
