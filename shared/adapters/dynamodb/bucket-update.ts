import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { lastFullUs, type RateLimit } from "../../domain/access/rate-limit.ts";

export interface BucketWrite {
  /** What is thought of the bucket; the condition makes sure of it. */
  isFull: boolean;
  nowUs: number;
}

/** Clocks differ, and an item that is removed too early would be a full bucket. */
const marginSeconds = 300;

/**
 * Takes one request out of a bucket, on the condition that it is as it is thought to be and has one. Items are
 * `{bucket_id, full_at, expires_at}`: microseconds and seconds since the epoch.
 */
export function bucketUpdate(
  tableName: string,
  key: string,
  limit: RateLimit,
  { isFull, nowUs }: BucketWrite,
): UpdateItemCommandInput {
  const number = (value: number) => ({ N: String(value) });
  const fullAgainUs = nowUs + limit.requests * limit.refillUs;
  const common = {
    TableName: tableName,
    Key: { bucket_id: { S: key } },
    ReturnValues: "UPDATED_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  } as const;
  const values = {
    ":now": number(nowUs),
    ":expires": number(Math.ceil(fullAgainUs / 1_000_000) + marginSeconds),
  };
  if (isFull) {
    return {
      ...common,
      UpdateExpression: "SET full_at = :next, expires_at = :expires",
      ConditionExpression: "attribute_not_exists(full_at) OR full_at <= :now",
      ExpressionAttributeValues: { ...values, ":next": number(nowUs + limit.refillUs) },
    };
  }
  return {
    ...common,
    UpdateExpression: "SET full_at = full_at + :refill, expires_at = :expires",
    ConditionExpression: "full_at > :now AND full_at <= :last",
    ExpressionAttributeValues: {
      ...values,
      ":refill": number(limit.refillUs),
      ":last": number(lastFullUs(limit, nowUs)),
    },
  };
}
