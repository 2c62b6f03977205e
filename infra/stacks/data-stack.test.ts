import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { staging } from "../config/staging.ts";
import { synthesised } from "../testing/synthesised.ts";
import { deploymentOf, readConfig } from "../config/read-config.ts";
import { standingSecrets } from "../standing-secrets.ts";
import { topology } from "../topology.ts";
import { resourcesOf, resourceWith } from "./testing/resources.ts";

const ofDev = synthesised(dev).templates["data"]!;
const ofStaging = synthesised(staging).templates["data"]!;
const ofProd = synthesised(prod).templates["data"]!;
const all = [
  ["dev", ofDev],
  ["staging", ofStaging],
  ["prod", ofProd],
] as const;

describe.each(all)("the database of %s", (environment, template) => {
  const cluster = resourceWith(template, "AWS::RDS::DBCluster", "Engine", "aurora-postgresql");

  test("is Aurora PostgreSQL of the configured version", () => {
    expect(cluster.Properties.EngineVersion).toBe("18.3");
    template.hasResourceProperties("AWS::RDS::DBClusterParameterGroup", { Family: "aurora-postgresql18" });
  });

  test("takes TLS only, from subnets without a way out", () => {
    template.hasResourceProperties("AWS::RDS::DBClusterParameterGroup", {
      Parameters: { "rds.force_ssl": "1" },
    });
    const [subnets] = Object.values(resourcesOf(template, "AWS::RDS::DBSubnetGroup"));
    for (const id of subnets!.Properties.SubnetIds) expect(id["Fn::ImportValue"]).toContain("databaseSubnet");
    for (const { Properties } of Object.values(resourcesOf(template, "AWS::RDS::DBInstance"))) {
      expect(Properties.PubliclyAccessible).toBe(false);
    }
  });

  test("keeps its password in a secret by the name that functions know", () => {
    template.hasResourceProperties("AWS::SecretsManager::Secret", {
      Name: `hil-${environment}-database`,
      GenerateSecretString: Match.objectLike({ GenerateStringKey: "password" }),
    });
    template.resourceCountIs("AWS::SecretsManager::SecretTargetAttachment", 1);
    const name = `hil-${environment}-database`;
    const secret = resourceWith(template, "AWS::SecretsManager::Secret", "Name", name);
    const [parameters] = Object.values(resourcesOf(template, "AWS::RDS::DBClusterParameterGroup"));
    const kept = environment === "dev" ? "Delete" : "RetainExceptOnCreate";
    expect([secret.DeletionPolicy, parameters?.DeletionPolicy]).toEqual([kept, kept]);
  });

  test("is under the customer's own key, which rotates", () => {
    expect(cluster.Properties).toMatchObject({
      StorageEncrypted: true,
      KmsKeyId: { "Fn::GetAtt": [expect.stringMatching(/^datakey/), "Arn"] },
    });
    template.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
  });

  test("writes its log to a group that forgets", () => {
    expect(cluster.Properties.EnableCloudwatchLogsExports).toEqual(["postgresql"]);
    const name = `/aws/rds/cluster/hil-${environment}-database/postgresql`;
    const group = resourceWith(template, "AWS::Logs::LogGroup", "LogGroupName", name);
    expect(group.Properties.RetentionInDays).toBeGreaterThan(0);
  });

  test("has no proxy, which would keep it awake", () => {
    template.resourceCountIs("AWS::RDS::DBProxy", 0);
  });
});

test.each([
  [
    ofDev,
    { sleepsAfterSeconds: 600, instances: 1, backupDays: 1, protectedFromDeletion: false, removal: "Delete" },
  ],
  [
    ofStaging,
    {
      sleepsAfterSeconds: 1800,
      instances: 1,
      backupDays: 7,
      protectedFromDeletion: false,
      removal: "Snapshot",
    },
  ],
  [
    ofProd,
    {
      sleepsAfterSeconds: undefined,
      instances: 2,
      backupDays: 35,
      protectedFromDeletion: true,
      removal: "RetainExceptOnCreate",
    },
  ],
])("lives as its posture says: %#", (template, expected) => {
  const cluster = resourceWith(template, "AWS::RDS::DBCluster", "Engine", "aurora-postgresql");
  expect({
    sleepsAfterSeconds: cluster.Properties.ServerlessV2ScalingConfiguration.SecondsUntilAutoPause,
    instances: Object.keys(resourcesOf(template, "AWS::RDS::DBInstance")).length,
    backupDays: cluster.Properties.BackupRetentionPeriod,
    protectedFromDeletion: cluster.Properties.DeletionProtection,
    removal: cluster.DeletionPolicy,
  }).toEqual(expected);
});

test("sleeps where its least capacity is nothing, and only there", () => {
  const least = (template: typeof ofDev) =>
    resourceWith(template, "AWS::RDS::DBCluster", "Engine", "aurora-postgresql").Properties
      .ServerlessV2ScalingConfiguration.MinCapacity;
  expect([least(ofDev), least(ofStaging), least(ofProd)]).toEqual([0, 0, 0.5]);
});

describe.each(all)("what else %s keeps", (environment, template) => {
  test("each table is on demand, recoverable and forgets what is over", () => {
    for (const [name, { partitionKey, ttl }] of Object.entries(topology.tables)) {
      const { Properties } = resourceWith(
        template,
        "AWS::DynamoDB::Table",
        "TableName",
        `hil-${environment}-${name}`,
      );
      expect(Properties).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: environment === "prod",
        KeySchema: [{ AttributeName: partitionKey, KeyType: "HASH" }],
      });
      expect(Properties.TimeToLiveSpecification).toEqual(ttl && { AttributeName: ttl, Enabled: true });
    }
  });

  test("each bucket is private and versioned, and its requests are written down", () => {
    for (const name of Object.keys(topology.buckets)) {
      const own = Object.values(resourcesOf(template, "AWS::S3::Bucket")).filter(({ Properties }) =>
        Properties.BucketName.startsWith(`hil-${environment}-${name}-`),
      );
      expect(own).toHaveLength(1);
      expect(own[0]?.Properties).toMatchObject({
        VersioningConfiguration: { Status: "Enabled" },
        LoggingConfiguration: { LogFilePrefix: `${name}/` },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: expect.any(Array) },
      });
    }
  });

  test("each operator's secret is made empty, and never written again", () => {
    const standing = standingSecrets(topology, deploymentOf(readConfig(environment)));
    const operators = Object.entries(standing).filter(([, spec]) => spec.writtenBy === "operator");
    expect(operators.length).toBeGreaterThan(0);
    for (const [name] of operators) {
      const secret = resourceWith(
        template,
        "AWS::SecretsManager::Secret",
        "Name",
        `hil-${environment}-${name}`,
      );
      expect(secret.Properties.SecretString).toBe("{}");
      expect(secret.DeletionPolicy).toBe(environment === "dev" ? "Delete" : "RetainExceptOnCreate");
    }
  });

  test("each generated secret is made once, at random, and kept like the data that it opens", () => {
    const generated = Object.entries(topology.secrets).filter(([, spec]) => spec.writtenBy === "deployment");
    expect(generated.length).toBeGreaterThan(0);
    for (const [name, { fields }] of generated) {
      const named = `hil-${environment}-${name}`;
      const secret = resourceWith(template, "AWS::SecretsManager::Secret", "Name", named);
      expect(secret.Properties.GenerateSecretString).toEqual({
        SecretStringTemplate: "{}",
        GenerateStringKey: fields[0],
        PasswordLength: 64,
        ExcludePunctuation: true,
      });
      expect(secret.Properties.KmsKeyId).toBeDefined();
      expect(secret.DeletionPolicy).toBe(environment === "dev" ? "Delete" : "RetainExceptOnCreate");
    }
  });

  test("secrets are decrypted for their readers through Secrets Manager only", () => {
    const [key] = Object.values(resourcesOf(template, "AWS::KMS::Key"));
    const open = key?.Properties.KeyPolicy.Statement.filter(
      ({ Principal }: { Principal: { AWS?: unknown } }) => Principal.AWS === "*",
    );
    expect(open).toEqual([
      expect.objectContaining({
        Action: "kms:Decrypt",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": expect.stringMatching(/^\d{12}$/),
            "kms:ViaService": `secretsmanager.${readConfig(environment).region}.amazonaws.com`,
          },
        },
      }),
    ]);
  });
});
