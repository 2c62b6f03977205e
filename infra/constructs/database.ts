import { Duration } from "aws-cdk-lib";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { databaseSleeps, type Posture } from "../config/postures.ts";
import { type Deployment, secretName } from "../deployment.ts";
import { acknowledge } from "./acknowledge.ts";
import { databaseRemoval, storeRemoval } from "./removal-policy.ts";
import { subnetGroups } from "./subnet-groups.ts";

export interface DatabaseProps {
  config: EnvironmentConfig;
  posture: Posture;
  deployment: Deployment;
  vpc: ec2.IVpc;
  securityGroup: ec2.ISecurityGroup;
  key: kms.IKey;
}

/** The cluster's identifier, by which its metrics are found. */
export function databaseIdentifier({ namePrefix }: Deployment): string {
  return `${namePrefix}database`;
}

/**
 * Aurora PostgreSQL Serverless v2. No proxy before it: a proxy holds connections open, and a database that has any does not
 * sleep.
 */
export class Database extends Construct {
  readonly cluster: rds.DatabaseCluster;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const logGroup = createLogGroup(this, props);
    const secret = new rds.DatabaseSecret(this, "secret", {
      username: "hil",
      secretName: secretName(props.deployment, "database"),
      encryptionKey: props.key,
    });
    secret.applyRemovalPolicy(storeRemoval(props.posture));
    this.cluster = new rds.DatabaseCluster(this, "cluster", {
      ...engineProps(this, props),
      ...capacityProps(props),
      ...lifeProps(props),
      clusterIdentifier: databaseIdentifier(props.deployment),
      defaultDatabaseName: "hil",
      credentials: rds.Credentials.fromSecret(secret as ISecret),
      vpc: props.vpc,
      vpcSubnets: { subnetGroupName: subnetGroups.database },
      securityGroups: [props.securityGroup],
      storageEncryptionKey: props.key,
      cloudwatchLogsExports: ["postgresql"],
    });
    this.cluster.node.addDependency(logGroup);
    acknowledge(secret, { SMG4: manualRotation });
    acknowledgeFindings(this.cluster, props.posture);
  }
}

const manualRotation =
  "A rotation function would wake a sleeping database; docs/operations.md rotates the password by hand.";
/** A database does not sleep while a session stands, and a frozen Lambda keeps its own. */
const idleSessionMs = 120_000;

function engineProps(scope: Construct, { config, posture }: DatabaseProps) {
  const { engineVersion } = config.database;
  const version = rds.AuroraPostgresEngineVersion.of(engineVersion, engineVersion.split(".")[0]!);
  const engine = rds.DatabaseClusterEngine.auroraPostgres({ version });
  const parameterGroup = new rds.ParameterGroup(scope, "parameters", {
    engine,
    description: "TLS, and an end to idle sessions where the database may sleep",
    // A cluster that is kept goes on using it.
    removalPolicy: storeRemoval(posture),
    parameters: {
      "rds.force_ssl": "1",
      ...(databaseSleeps(posture) && { idle_session_timeout: String(idleSessionMs) }),
    },
  });
  return { engine, parameterGroup };
}

function capacityProps({ posture, deployment }: DatabaseProps) {
  const { min, max, autoPauseMinutes } = posture.databaseCapacity;
  const instance = (role: string) => ({
    instanceIdentifier: `${databaseIdentifier(deployment)}-${role}`,
    publiclyAccessible: false,
  });
  const reader = rds.ClusterInstance.serverlessV2("reader", { ...instance("reader"), scaleWithWriter: true });
  return {
    writer: rds.ClusterInstance.serverlessV2("writer", instance("writer")),
    readers: posture.databaseReader ? [reader] : [],
    serverlessV2MinCapacity: min,
    serverlessV2MaxCapacity: max,
    ...(min === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(autoPauseMinutes) }),
  };
}

function lifeProps({ posture }: DatabaseProps) {
  return {
    backup: { retention: Duration.days(posture.backupDays) },
    copyTagsToSnapshot: true,
    deletionProtection: posture.removal === "retain",
    removalPolicy: databaseRemoval(posture),
  };
}

/** Made before the cluster, which would make one that keeps everything for ever. */
function createLogGroup(scope: Construct, { deployment, posture }: DatabaseProps): logs.LogGroup {
  return new logs.LogGroup(scope, "log-group", {
    logGroupName: `/aws/rds/cluster/${databaseIdentifier(deployment)}/postgresql`,
    retention: posture.logRetentionDays,
    removalPolicy: storeRemoval(posture),
  });
}

function acknowledgeFindings(cluster: rds.DatabaseCluster, posture: Posture): void {
  acknowledge(cluster, {
    RDS6: "One login, whose password is a secret that only functions with database access may read.",
    ...(posture.removal !== "retain" && {
      RDS10: "This environment is made to be thrown away; a production posture protects its database.",
    }),
  });
}
