import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RetryableError } from "../../contracts/errors.ts";
import { conversationPart } from "../../domain/changes/conversation-part.ts";
import type { ChangeCounter } from "../../domain/changes/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { isUnavailable } from "../../runtime/aws/is-unavailable.ts";
import { lazy } from "../../runtime/lazy.ts";

export interface ChangeCounterConfig {
  region: string;
  tableName: string;
  /** For one request; the writer of a change waits for it. Default: one second. */
  timeoutMs?: number;
}

/**
 * Counts in a DynamoDB table, one item for each tenant: `{tenant_id, total, part_0 … part_63}`. A change is one update
 * that adds, a reader's question one item of less than a kilobyte.
 */
export function createChangeCounter(config: ChangeCounterConfig): ChangeCounter {
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-dynamodb");
    const timeoutMs = config.timeoutMs ?? 1_000;
    const client = new sdk.DynamoDBClient(clientSettings({ region: config.region, timeoutMs, attempts: 2 }));
    return { sdk, client };
  });
  const keyOf = (tenantId: string) => ({
    TableName: config.tableName,
    Key: { tenant_id: { S: tenantId } },
  });

  async function ask<T>(send: (loaded: { sdk: Sdk; client: DynamoDBClient }) => Promise<T>): Promise<T> {
    try {
      return await send(await loaded());
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw new RetryableError("The table of changes cannot be reached.", { cause: error });
    }
  }

  return {
    async bump(tenantId, conversationIds) {
      const counted = ["total", ...new Set(conversationIds.map(attributeOf))];
      // `total` is one of DynamoDB's reserved words.
      const names = Object.fromEntries(counted.map((name) => [`#${name}`, name]));
      await ask(({ sdk, client }) =>
        client.send(
          new sdk.UpdateItemCommand({
            ...keyOf(tenantId),
            UpdateExpression: `ADD ${Object.keys(names)
              .map((name) => `${name} :one`)
              .join(", ")}`,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: { ":one": { N: "1" } },
          }),
        ),
      );
    },
    async read(tenantId) {
      const { Item } = await ask(({ sdk, client }) => client.send(new sdk.GetItemCommand(keyOf(tenantId))));
      const count = (name: string) => Number(Item?.[name]?.N ?? 0);
      return {
        total: count("total"),
        ofConversation: (conversationId) => count(attributeOf(conversationId)),
      };
    },
  };
}

type Sdk = typeof import("@aws-sdk/client-dynamodb");

function attributeOf(conversationId: string): string {
  return `part_${conversationPart(conversationId)}`;
}
