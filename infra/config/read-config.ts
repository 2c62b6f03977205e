import * as z from "zod";
import { type Deployment, partitionOf } from "../deployment.ts";
import { dev } from "./dev.ts";
import { contradictionsIn, type EnvironmentConfig, environmentConfigSchema } from "./environment-config.ts";
import { prod } from "./prod.ts";
import { staging } from "./staging.ts";

const configs: Record<string, unknown> = { dev, staging, prod };

/** A configuration is wrong: every field that is, with the reason. */
export class InvalidConfigError extends Error {
  override readonly name = "InvalidConfigError";
}

/** The configuration of an environment by its name. @throws InvalidConfigError */
export function readConfig(name: string): EnvironmentConfig {
  const config = configs[name];
  if (config === undefined) {
    const known = Object.keys(configs).join(", ");
    throw new InvalidConfigError(`There is no environment ${name}; there are ${known}.`);
  }
  return parseConfig(config, `infra/config/${name}.ts`);
}

/** @throws InvalidConfigError naming each wrong field of `file` */
export function parseConfig(config: unknown, file: string): EnvironmentConfig {
  const result = environmentConfigSchema.safeParse(config);
  const within: { path: PropertyKey[]; message: string }[] = result.success ? [] : result.error.issues;
  const between = typeof config === "object" && config !== null ? contradictionsIn(config) : [];
  if (result.success && between.length === 0) return result.data;
  const lines = [...within, ...between].map(({ path, message }) => `  ${z.core.toDotPath(path)}: ${message}`);
  throw new InvalidConfigError(`${file} is wrong:\n${lines.join("\n")}`);
}

/** Where an environment's topology stands. */
export function deploymentOf({ region, account, environment, mail }: EnvironmentConfig): Deployment {
  const partition = partitionOf(region);
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    partition,
    region,
    accountId: account,
    namePrefix: `hil-${environment}-`,
    sqsUrl: `https://sqs.${region}.${suffix}`,
    ...(mail !== null && { mail }),
  };
}
