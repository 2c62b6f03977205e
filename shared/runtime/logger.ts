import { Logger } from "@aws-lambda-powertools/logger";
import { lazy } from "./lazy.ts";

/** One structured logger. Log ids and names; never bodies, prompts, customer text, keys or tokens. */
export const logger = lazy(
  () => new Logger({ serviceName: process.env["POWERTOOLS_SERVICE_NAME"] ?? "hil" }),
);
