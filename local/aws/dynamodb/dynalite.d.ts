// What is used of dynalite 4, which has no types: its operations without its HTTP server.
declare module "dynalite/db/index.js" {
  export interface Store {
    db: { open(): Promise<void>; close(): Promise<void> };
  }
  export function create(options: { path: string; createTableMs: number }): Store;
}

declare module "dynalite/validations/index.js" {
  import type { Store } from "dynalite/db/index.js";

  export function checkTypes(input: object, types: object): object;
  export function checkValidations(input: object, types: object, custom: unknown, store: Store): void;
}
