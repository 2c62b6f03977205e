import * as z from "zod";
import { createDatabase } from "../adapters/postgres/create-database.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

export const database = lazy(() => createDatabase(readEnv({ DATABASE_URL: z.string() }).DATABASE_URL));
