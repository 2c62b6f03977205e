import { SecretValue } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { SecretSpec, TableSpec, Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { acknowledge } from "../constructs/acknowledge.ts";
import { DataKey } from "../constructs/data-key.ts";
import { Database } from "../constructs/database.ts";
import { logBucket, privateBucket } from "../constructs/private-bucket.ts";
import { storeRemoval } from "../constructs/removal-policy.ts";
import { bucketName, secretName } from "../deployment.ts";
import { standingSecrets } from "../standing-secrets.ts";
import { EnvironmentStack } from "./environment-stack.ts";
import type { NetworkStack } from "./network-stack.ts";

/** Everything that is to survive a release: the database, tables, buckets, secrets and their key. */
export class DataStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { network, topology }: { network: NetworkStack; topology: Topology },
  ) {
    super(scope, "data", config, "database, tables, buckets and secrets");
    const { posture, deployment } = this;
    const { key } = new DataKey(this, "data-key", deployment, posture);
    const { vpc, databaseSecurityGroup: securityGroup } = network;
    new Database(this, "database", { config, posture, deployment, vpc, securityGroup, key });
    for (const [name, spec] of Object.entries(topology.tables)) this.addTable(name, spec);
    this.addBuckets(Object.keys(topology.buckets));
    for (const [name, spec] of Object.entries(standingSecrets(topology, deployment))) {
      if (spec.writtenBy === "operator") this.addOperatorSecret(name, spec, key);
      if (spec.writtenBy === "deployment") this.addGeneratedSecret(name, spec, key);
    }
  }

  private addTable(name: string, { partitionKey, sortKey, ttl }: TableSpec): void {
    const { STRING } = dynamodb.AttributeType;
    new dynamodb.Table(this, `table-${name}`, {
      tableName: `${this.deployment.namePrefix}${name}`,
      partitionKey: { name: partitionKey, type: STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: STRING } }),
      ...(ttl !== undefined && { timeToLiveAttribute: ttl }),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      deletionProtection: this.posture.removal === "retain",
      removalPolicy: storeRemoval(this.posture),
    });
  }

  private addBuckets(names: string[]): void {
    const { posture, deployment } = this;
    const logsName = bucketName(deployment, "access-logs");
    const accessLogs = logBucket(this, "access-logs", { bucketName: logsName, posture, writtenByAcl: false });
    for (const name of names) {
      privateBucket(this, name, { bucketName: bucketName(deployment, name), posture, accessLogs });
    }
  }

  /**
   * Empty until the operator fills it. Its first value must never change: CloudFormation would write it over what the
   * operator has put there.
   */
  private addOperatorSecret(
    name: string,
    { description, fields }: SecretSpec,
    encryptionKey: kms.IKey,
  ): void {
    const secret = new secretsmanager.Secret(this, `secret-${name}`, {
      secretName: secretName(this.deployment, name),
      description: `${description}: JSON with ${fields.join(", ")}`,
      secretStringValue: SecretValue.unsafePlainText("{}"),
      encryptionKey,
      removalPolicy: storeRemoval(this.posture),
    });
    acknowledge(secret, {
      SMG4: "Its keys are made by other companies; docs/operations.md says how an operator rotates them.",
    });
  }

  /**
   * Made once. How it is generated must never change: CloudFormation would generate it anew, and what is encrypted under
   * it could not be opened any more.
   */
  private addGeneratedSecret(
    name: string,
    { description, fields }: SecretSpec,
    encryptionKey: kms.IKey,
  ): void {
    const [field = "value"] = fields;
    const secret = new secretsmanager.Secret(this, `secret-${name}`, {
      secretName: secretName(this.deployment, name),
      description,
      generateSecretString: {
        secretStringTemplate: "{}",
        generateStringKey: field,
        passwordLength: 64,
        excludePunctuation: true,
      },
      encryptionKey,
      removalPolicy: storeRemoval(this.posture),
    });
    acknowledge(secret, {
      SMG4: "A key is added, never replaced; docs/operations.md says how an operator does it.",
    });
  }
}
