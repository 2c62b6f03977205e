import type { Store } from "dynalite/db/index.js";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { ServiceError } from "../http/service-error.ts";

/** What is answered here, by the name it has in `X-Amz-Target`. */
export const OPERATIONS = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "DescribeTable",
  "ListTables",
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** DynamoDB's operations on tables below a directory. What was answered outlives the process. */
export interface TableStore {
  /** @throws ServiceError as DynamoDB words it */
  perform(operation: OperationName | "CreateTable", input: JsonObject): Promise<JsonObject>;
  close(): Promise<void>;
}

type Action = (store: Store, input: object, done: (error: unknown, result: JsonObject) => void) => void;

interface Loaded {
  act: Action;
  types: object;
  custom: unknown;
}

/**
 * dynalite's operations on LevelDB, without its HTTP server: they are called with a request's body and answer with the
 * response's. Each is loaded when it is first asked for.
 */
export async function openTableStore(directory: string): Promise<TableStore> {
  const [{ create }, validations] = await Promise.all([
    import("dynalite/db/index.js"),
    import("dynalite/validations/index.js"),
  ]);
  const store = create({ path: directory, createTableMs: 0 });
  await store.db.open();
  const loaded = new Map<string, Promise<Loaded>>();
  return {
    async perform(operation, input) {
      const known = loaded.get(operation) ?? load(operation);
      loaded.set(operation, known);
      const { act, types, custom } = await known;
      try {
        const checked = validations.checkTypes(structuredClone(input), types);
        validations.checkValidations(checked, types, custom, store);
        return await answerOf(act, store, checked);
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    },
    close: () => store.db.close(),
  };
}

async function load(operation: string): Promise<Loaded> {
  const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  const [action, validation] = await Promise.all([
    import(`dynalite/actions/${file}`) as Promise<{ default: Action }>,
    import(`dynalite/validations/${file}`) as Promise<{ default: { types: object; custom?: unknown } }>,
  ]);
  return { act: action.default, types: validation.default.types, custom: validation.default.custom };
}

function answerOf(act: Action, store: Store, input: object): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what it was given is passed on
    act(store, input, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Errors that dynalite means for the caller carry the response's body. */
function refusalOf(error: unknown): ServiceError | null {
  if (!(error instanceof Error) || !("body" in error) || !("statusCode" in error)) return null;
  const body = error.body as { __type: string; message?: string; Message?: string };
  return new ServiceError({
    code: body.__type.slice(body.__type.indexOf("#") + 1),
    message: body.message ?? body.Message ?? "",
    status: Number(error.statusCode),
    cause: error,
  });
}
