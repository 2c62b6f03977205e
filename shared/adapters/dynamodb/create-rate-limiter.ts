import { RetryableError } from "../../contracts/errors.ts";
import { decisionOf, lastFullUs, type RateLimit, type RateLimiter } from "../../domain/access/rate-limit.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { isUnavailable } from "../../runtime/aws/is-unavailable.ts";
import { lazy } from "../../runtime/lazy.ts";
import { boundedMap } from "./bounded-map.ts";
import { type BucketWrite, bucketUpdate } from "./bucket-update.ts";

export interface RateLimiterConfig {
  region: string;
  tableName: string;
  limit: RateLimit;
  /** For one request; callers wait for it. Default: one second. */
  timeoutMs?: number;
}

const rememberedBuckets = 10_000;
/** The second write follows what the first one saw; only a bucket that was removed in between needs a third. */
const maxWrites = 3;

/**
 * Buckets in a DynamoDB table, one item each. Whether a request is allowed is decided by one conditional update, so it is
 * exact however many processes ask at once.
 *
 * An update cannot take the larger of two values, and a bucket that is full moves from now on while one that is not moves
 * from where it is. Which of the two it is, a process guesses from what it saw last; a wrong guess fails, names the item
 * as it is, and is followed by the other. A bucket never moves back, so one that was seen empty is still empty until its
 * time: a flood is refused from memory, and does not wear on the item.
 */
export function createRateLimiter(config: RateLimiterConfig): RateLimiter {
  const { limit } = config;
  const seen = boundedMap<string, number>(rememberedBuckets);
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-dynamodb");
    const settings = clientSettings({
      region: config.region,
      timeoutMs: config.timeoutMs ?? 1_000,
      attempts: 2,
    });
    return { sdk, client: new sdk.DynamoDBClient(settings) };
  });

  async function write(key: string, move: BucketWrite): Promise<{ written: boolean; fullAtUs: number }> {
    const { sdk, client } = await loaded();
    try {
      const command = new sdk.UpdateItemCommand(bucketUpdate(config.tableName, key, limit, move));
      const { Attributes } = await client.send(command);
      return { written: true, fullAtUs: Number(Attributes?.["full_at"]?.N) };
    } catch (error) {
      if (error instanceof sdk.ConditionalCheckFailedException) {
        return { written: false, fullAtUs: Number(error.Item?.["full_at"]?.N ?? 0) };
      }
      if (!isUnavailable(error)) throw error;
      throw new RetryableError("The table of rate limits cannot be reached.", { cause: error });
    }
  }

  return {
    async take(key, nowMs) {
      const nowUs = Math.round(nowMs * 1000);
      let fullAtUs = seen.get(key) ?? 0;
      for (let writes = 0; fullAtUs <= lastFullUs(limit, nowUs); writes += 1) {
        if (writes === maxWrites)
          throw new RetryableError("A rate limit's bucket changes faster than it is read.");
        const result = await write(key, { isFull: fullAtUs <= nowUs, nowUs });
        fullAtUs = result.fullAtUs;
        seen.set(key, fullAtUs);
        if (result.written) return decisionOf(limit, { allowed: true, fullAtUs, nowUs });
      }
      return decisionOf(limit, { allowed: false, fullAtUs, nowUs });
    },
  };
}
