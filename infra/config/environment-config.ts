import * as z from "zod";
import { postureNames } from "./postures.ts";
import { regions } from "./regions.ts";

const usd = z.number().min(0, "a sum in USD, zero or more");
const certificateArn = z
  .string()
  .regex(/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, "an ACM certificate in us-east-1");

const domainSchema = z.strictObject({
  name: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name, e.g. desk.example.com"),
  certificateArn,
  /** The Route 53 zone that gets the alias record; without one the operator makes the record. */
  hostedZone: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }).optional(),
});

const egressHost = z
  .string()
  .regex(/^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]{2,}$/, "a host name, e.g. hooks.example.com or *.example.org");

const identitySchema = z.strictObject({
  issuer: z.url(),
  audience: z.string().min(1),
  jwksUrl: z.url(),
});

const modelsSchema = z.strictObject({
  provider: z.enum(["openai", "anthropic"]),
  fast: z.string().min(1).optional(),
  balanced: z.string().min(1).optional(),
  powerful: z.string().min(1).optional(),
});

/** `ses`: from a verified address or domain. `smtp`: a server whose URL and address are put into the secret `mail`. */
const mailSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("ses"), from: z.email() }),
  z.strictObject({ by: z.literal("smtp"), port: z.int().min(1).max(65_535) }),
]);

const codeAgentsSchema = z.strictObject({
  /** Of the sandbox's image in its repository. */
  imageTag: z.string().regex(/^[\w][\w.-]{0,127}$/, "an image tag, e.g. 1.4.0"),
  /** S3's addresses in the region, which image layers come from: `aws ec2 describe-managed-prefix-lists`. */
  s3PrefixListId: z.string().regex(/^pl-[0-9a-f]{8,17}$/, "S3's prefix list in the region, e.g. pl-6da54004"),
});

/**
 * What a platform engineer fills in for one environment: `infra/config/<environment>.ts`. How an environment behaves
 * (removal, backups, alarms, releases) follows from its posture, in one table.
 */
export const environmentConfigSchema = z.strictObject({
  environment: z.string().regex(/^[a-z][a-z0-9]{1,11}$/, "2 to 12 small letters and digits"),
  posture: z.enum(postureNames),
  account: z.string().regex(/^\d{12}$/, "the 12 digits of an AWS account"),
  region: z.enum(regions, "not a region of AWS, e.g. eu-central-1"),
  availabilityZones: z.array(z.string()).min(2).max(3),
  domain: domainSchema.nullable(),
  /** Who signs people in (OIDC); null: API keys only. */
  identity: identitySchema.nullable(),
  models: modelsSchema,
  /** How notifications are mailed; null: they are not, and can be looked at over the API. */
  mail: mailSchema.nullable(),
  /** The only hosts that tenants may have requests sent to (`hooks.example.com`, `*.example.org`); every public one without it. */
  egressHosts: z.array(egressHost).min(1).optional(),
  /** Where alarms and budget warnings are mailed. */
  alarmEmail: z.email().nullable(),
  /** The AWS bill that is warned about, per month; 0: none is. */
  monthlyBudgetUsd: usd,
  database: z.strictObject({ engineVersion: z.string().regex(/^1[78]\.\d+$/, "e.g. 18.3") }),
  /** Reserved concurrency by function; none by default, because a new account has ten in all. */
  reservedConcurrency: z.record(z.string(), z.int().positive()),
  /** Code agents bring the sandbox, and with it interface endpoints that cost money when idle. */
  codeAgents: codeAgentsSchema.nullable(),
  /** Of the first tenant, which owns the workflows that are deployed with the stack. */
  tenantId: z.string().regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/),
});

export type EnvironmentConfig = z.infer<typeof environmentConfigSchema>;

/** What is wrong between fields that may each be right: told beside what is wrong within them, so takes them as they come. */
export function contradictionsIn(
  config: Partial<EnvironmentConfig>,
): { path: PropertyKey[]; message: string }[] {
  const { region, availabilityZones, posture, domain } = config;
  const zones = Array.isArray(availabilityZones) ? availabilityZones.map(String) : [];
  const astray = zones.flatMap((zone, index) => (isZoneOf(zone, String(region)) ? [] : [index]));
  const homeless = posture === "production" && domain === null;
  return [
    ...astray.map((index) => ({ path: ["availabilityZones", index], message: `not a zone of ${region}` })),
    ...(homeless ? [{ path: ["domain"], message: "production is reached under a domain of its own" }] : []),
  ];
}

function isZoneOf(zone: string, region: string): boolean {
  return zone.startsWith(region) && zone.length === region.length + 1;
}
