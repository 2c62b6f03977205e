/** Where the topology stands: one environment in one account and region, or the laptop. */
export interface Deployment {
  partition: string;
  region: string;
  accountId: string;
  /** Put before every name, e.g. `hil-dev-`; empty on the laptop. */
  namePrefix: string;
  /** Of the region's SQS, or of the loopback endpoint, without a slash at its end. */
  sqsUrl: string;
  /** How mail is sent: by SES from a verified address, or by a server that a secret names; without either it is kept. */
  mail?: { by: "ses"; from: string } | { by: "smtp" };
}

/** Calls go to the alias that a release moves, never to `$LATEST`. */
export const liveAlias = "live";

/** ARNs by logical name. */
export function arnsOf(deployment: Deployment) {
  const { partition, region, accountId, namePrefix } = deployment;
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  return {
    function: (name: string) => arn("lambda", `function:${namePrefix}${name}`),
    liveFunction: (name: string) => arn("lambda", `function:${namePrefix}${name}:${liveAlias}`),
    queue: (name: string) => arn("sqs", `${namePrefix}${name}`),
    bus: (name: string) => arn("events", `event-bus/${name === "default" ? name : `${namePrefix}${name}`}`),
    rule: (bus: string, name: string) =>
      arn("events", `rule/${bus === "default" ? "" : `${namePrefix}${bus}/`}${namePrefix}${name}`),
    /** One that an AWS service makes on the default bus, under a name that is the same everywhere. */
    managedRule: (name: string) => arn("events", `rule/${name}`),
    scheduleGroup: (name: string) => arn("scheduler", `schedule-group/${namePrefix}${name}`),
    topic: (name: string) => arn("sns", `${namePrefix}${name}`),
    stateMachine: (name: string) => arn("states", `stateMachine:${namePrefix}${name}`),
    liveStateMachine: (name: string) => arn("states", `stateMachine:${namePrefix}${name}:${liveAlias}`),
    execution: (machine: string, name: string) => arn("states", `execution:${namePrefix}${machine}:${name}`),
    mailIdentity: (name: string) => arn("ses", `identity/${name}`),
    table: (name: string) => arn("dynamodb", `table/${namePrefix}${name}`),
    /** Secrets Manager puts a hyphen and six characters after the name. */
    secret: (name: string) => arn("secretsmanager", `secret:${secretName(deployment, name)}-??????`),
    bucket: (name: string) => `arn:${partition}:s3:::${bucketName(deployment, name)}`,
    logGroup: (name: string) => arn("logs", `log-group:${name}`),
    role: (name: string) => `arn:${partition}:iam::${accountId}:role/${namePrefix}${name}`,
  };
}

export function secretName({ namePrefix }: Deployment, name: string): string {
  return `${namePrefix}${name}`;
}

/** Bucket names are one world-wide space. */
export function bucketName({ namePrefix, accountId, region }: Deployment, name: string): string {
  return `${namePrefix}${name}-${accountId}-${region}`;
}

export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
