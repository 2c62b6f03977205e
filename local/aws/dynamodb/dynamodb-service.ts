import type { TableSpec } from "../../../shared/contracts/topology.ts";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject, textOf } from "../http/fields.ts";
import type { JsonService, Operation } from "../http/json-service.ts";
import { ServiceError } from "../http/service-error.ts";
import type { Need } from "../iam/evaluate.ts";
import { arnOf, type Identity } from "../identity.ts";
import { keyAttributes, pick } from "./create-tables.ts";
import { type OperationName, OPERATIONS, type TableStore } from "./table-store.ts";

export interface DynamoDbOptions {
  identity: Identity;
  tableStore: TableStore;
  tables: Readonly<Record<string, TableSpec>>;
}

/** Amazon DynamoDB for the tables of the topology. */
export function createDynamoDbService(options: DynamoDbOptions): JsonService {
  return {
    targetPrefix: "DynamoDB_20120810",
    contentType: "application/x-amz-json-1.0",
    errorNamespace: "com.amazonaws.dynamodb.v20120810#",
    bodyLimitBytes: 16 * 1024 * 1024,
    operations: Object.fromEntries(
      OPERATIONS.map((name): [string, Operation] => [name, (input) => perform(options, name, input)]),
    ),
    needs: (operation, input) => [needOf(options.identity, operation, input)],
  };
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
function needOf(identity: Identity, operation: string, input: JsonObject): Need {
  const action = `dynamodb:${operation}`;
  if (operation === "ListTables") return { action, resource: "*" };
  return { action, resource: tableArn(identity, textOf(input["TableName"])) };
}

/** A table is named by its name or its ARN. */
function tableArn(identity: Identity, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : arnOf(identity, "dynamodb", `table/${nameOrArn}`);
}

async function perform(
  options: DynamoDbOptions,
  name: OperationName,
  input: JsonObject,
): Promise<JsonObject> {
  try {
    return await options.tableStore.perform(name, input);
  } catch (error) {
    throw await withOldItem(options, input, error);
  }
}

/**
 * `ReturnValuesOnConditionCheckFailure`, which dynalite does not know: the item is read after the check, so it may be
 * newer than the one that was checked.
 */
async function withOldItem(options: DynamoDbOptions, input: JsonObject, error: unknown): Promise<unknown> {
  if (!(error instanceof ServiceError) || error.code !== "ConditionalCheckFailedException") return error;
  if (input["ReturnValuesOnConditionCheckFailure"] !== "ALL_OLD") return error;
  const { TableName = null } = input;
  const spec = options.tables[textOf(TableName)];
  const holder = input["Key"] ?? input["Item"];
  if (spec === undefined || !isObject(holder)) return error;
  const Key = pick(holder, keyAttributes(spec));
  const { Item } = await options.tableStore.perform("GetItem", { TableName, Key, ConsistentRead: true });
  return new ServiceError({
    code: error.code,
    message: error.message,
    ...(Item === undefined ? {} : { fields: { Item } }),
  });
}
