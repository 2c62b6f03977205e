import { resolve } from "node:path";
import * as z from "zod";
import { readEnv } from "../shared/runtime/env.ts";

/** Where a host stands. A port of 0 means any free one. */
export interface HostSettings {
  dataDir: string;
  apiPort: number;
  awsPort: number;
}

const port = z.coerce.number().int().min(0).max(65_535);

/** Settings from `HIL_DATA_DIR`, `HIL_PORT` and `HIL_AWS_PORT`. */
export function readSettings(): HostSettings {
  const env = readEnv({
    HIL_DATA_DIR: z.string().min(1).default(".hil"),
    HIL_PORT: port.default(4000),
    HIL_AWS_PORT: port.default(4566),
  });
  return { dataDir: resolve(env.HIL_DATA_DIR), apiPort: env.HIL_PORT, awsPort: env.HIL_AWS_PORT };
}
