/** What a unit costs in USD, as its provider publishes it. */
export interface UnitPrice {
  /** Of the bill: what the line stands under. */
  service: string;
  /** How many units one `usd` buys are called so in reports, e.g. `hour` or `million requests`. */
  unit: string;
  usd: Readonly<Record<PricedRegion, number>>;
  /** The page that states it. */
  source: string;
  /** Units that every account has for nothing each month, for ever; not a trial's. */
  alwaysFree?: number;
}

export const pricedRegions = ["us-east-1", "eu-west-1"] as const;
export type PricedRegion = (typeof pricedRegions)[number];

/** When this table was compiled from the pages named in it. Prices change: compare with the page before relying on one. */
export const pricesAsOf = "2026-11-22";

const page = (path: string) => `aws.amazon.com/${path}/pricing`;

function price(
  [service, unit, source]: [string, string, string],
  virginia: number,
  ireland: number,
  alwaysFree?: number,
): UnitPrice {
  const usd = { "us-east-1": virginia, "eu-west-1": ireland };
  return { service, unit, usd, source, ...(alwaysFree === undefined ? {} : { alwaysFree }) };
}

const network = (unit: string): [string, string, string] => ["Network", unit, page("vpc")];
const aurora = (unit: string): [string, string, string] => ["Database", unit, page("rds/aurora")];
const lambda = (unit: string): [string, string, string] => ["Lambda", unit, page("lambda")];
const dynamo = (unit: string): [string, string, string] => ["DynamoDB", unit, page("dynamodb/on-demand")];
const storage = (unit: string): [string, string, string] => ["S3", unit, page("s3")];
const watch = (unit: string): [string, string, string] => ["CloudWatch", unit, page("cloudwatch")];
const events = (unit: string): [string, string, string] => ["EventBridge", unit, page("eventbridge")];
const fargate = (unit: string): [string, string, string] => ["Sandbox", unit, page("fargate")];
const edge = (unit: string): [string, string, string] => ["Edge", unit, page("cloudfront")];
const firewall = (unit: string): [string, string, string] => ["Firewall", unit, page("waf")];

/** On-demand prices, first tier, Linux and arm64 where it matters; taxes are not in them. */
export const priceTable = {
  natHour: price(network("gateway-hour"), 0.045, 0.048),
  natGb: price(network("GB through NAT"), 0.045, 0.048),
  publicAddressHour: price(network("public IPv4-hour"), 0.005, 0.005),
  endpointHour: price(network("interface endpoint-hour"), 0.01, 0.011),
  transferOutGb: price(
    ["Network", "GB to the internet", "aws.amazon.com/ec2/pricing/on-demand"],
    0.09,
    0.09,
    100,
  ),
  auroraCapacityHour: price(aurora("ACU-hour"), 0.12, 0.14),
  auroraStorageGb: price(aurora("GB-month"), 0.1, 0.11),
  auroraBackupGb: price(aurora("backup GB-month"), 0.021, 0.021),
  auroraIo: price(aurora("million I/O"), 0.2, 0.22),
  lambdaRequest: price(lambda("million requests"), 0.2, 0.2, 1),
  lambdaGbSecond: price(lambda("GB-second (arm64)"), 0.0000133334, 0.0000133334, 400_000),
  stateTransition: price(["Step Functions", "thousand transitions", page("step-functions")], 0.025, 0.025, 4),
  queueRequest: price(["SQS", "million requests", page("sqs")], 0.4, 0.4, 1),
  busEvent: price(events("million custom events"), 1, 1),
  archiveGb: price(events("GB archived"), 0.1, 0.1),
  schedule: price(events("million scheduled calls"), 1, 1, 14),
  apiRequest: price(["API Gateway", "million REST requests", page("api-gateway")], 3.5, 3.5),
  edgeRequest: price(edge("ten thousand HTTPS requests"), 0.01, 0.012, 1000),
  edgeGb: price(edge("GB to viewers"), 0.085, 0.085, 1024),
  firewallAcl: price(firewall("web ACL"), 5, 5),
  firewallRule: price(firewall("rule"), 1, 1),
  firewallRequest: price(firewall("million requests"), 0.6, 0.6),
  tableWrite: price(dynamo("million writes"), 0.625, 0.7068),
  tableRead: price(dynamo("million reads"), 0.125, 0.1415),
  tableGb: price(dynamo("GB-month"), 0.25, 0.283, 25),
  bucketGb: price(storage("GB-month"), 0.023, 0.023),
  bucketPut: price(storage("thousand writes"), 0.005, 0.005),
  bucketGet: price(storage("thousand reads"), 0.0004, 0.0004),
  secret: price(["Secrets and keys", "secret", page("secrets-manager")], 0.4, 0.4),
  secretRead: price(["Secrets and keys", "ten thousand secret reads", page("secrets-manager")], 0.05, 0.05),
  encryptionKey: price(["Secrets and keys", "KMS key", page("kms")], 1, 1),
  encryptionCall: price(["Secrets and keys", "ten thousand KMS calls", page("kms")], 0.03, 0.03, 2),
  logGb: price(watch("GB of logs"), 0.5, 0.57, 5),
  logStorageGb: price(watch("GB-month of logs"), 0.03, 0.03),
  alarm: price(watch("alarm metric"), 0.1, 0.1, 10),
  dashboard: price(watch("dashboard"), 3, 3, 3),
  largeDashboard: price(watch("dashboard of over fifty metrics"), 3, 3),
  metric: price(watch("custom metric"), 0.3, 0.3, 10),
  trace: price(["CloudWatch", "million traces", page("xray")], 5, 5, 0.1),
  sandboxCpuHour: price(fargate("vCPU-hour (arm64)"), 0.03238, 0.03238),
  sandboxGbHour: price(fargate("GB-hour (arm64)"), 0.00356, 0.00356),
  imageGb: price(["Sandbox", "image GB-month", page("ecr")], 0.1, 0.1),
} as const satisfies Record<string, UnitPrice>;

export type PriceName = keyof typeof priceTable;

/** Composio's published plans: a monthly fee with tool calls in it, and what a thousand more cost. */
export const composioPlans = {
  source: "composio.dev/pricing (as of 2026-04)",
  plans: [
    { name: "free", monthlyUsd: 0, calls: 20_000, usdPerThousandMore: null },
    { name: "200 thousand calls", monthlyUsd: 29, calls: 200_000, usdPerThousandMore: 0.299 },
    { name: "2 million calls", monthlyUsd: 229, calls: 2_000_000, usdPerThousandMore: 0.249 },
  ],
} as const;
