import { AwsSolutionsChecks } from "cdk-nag";
import { Bucket } from "aws-cdk-lib/aws-s3";
import type { App } from "aws-cdk-lib";
import { describe, expect, test } from "vitest";
import { dev } from "./config/dev.ts";
import { prod } from "./config/prod.ts";
import { resourcesOf } from "./stacks/testing/resources.ts";
import { environments, synthesised } from "./testing/synthesised.ts";
import { topology } from "./topology.ts";

describe.each(Object.entries(environments))("%s", (_, config) => {
  const { app, templates } = synthesised(config);
  const all = Object.values(templates);
  const resources = (type: string) => all.flatMap((template) => Object.values(resourcesOf(template, type)));

  test("has no finding of cdk-nag that nobody gave a reason for", () => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  test("is deployed in an order in which what is named is there", () => {
    const order = app
      .synth()
      .stacks.map((stack) => stack.stackName.replace(`hil-${config.environment}-`, ""));
    const sandbox = config.codeAgents === null ? [] : ["sandbox"];
    const first = ["network", "data", "observability"];
    expect(order.toSorted()).toEqual(
      [...first, "events", ...sandbox, "functions", "workflows", "api", "console"].toSorted(),
    );
    expect(order.slice(0, 3)).toEqual(first);
    expect(order.slice(-4)).toEqual(["functions", "workflows", "api", "console"]);
  });

  test("is protected from deletion where it is production, and only there", () => {
    const isProduction = config.posture === "production";
    for (const { terminationProtection } of app.synth().stacks) {
      expect(terminationProtection ?? false).toBe(isProduction);
    }
  });

  test("says on everything that can say it to whom it belongs", () => {
    const tags = [{ Key: "application" }, { Key: "environment", Value: config.environment }, { Key: "part" }];
    for (const type of ["AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::RDS::DBCluster", "AWS::EC2::VPC"]) {
      const found = resources(type).filter(({ Properties }) => Properties.Tags !== undefined);
      expect(found.length).toBeGreaterThan(0);
      for (const { Properties } of found) {
        expect(Properties.Tags).toEqual(
          expect.arrayContaining(tags.map((tag) => expect.objectContaining(tag))),
        );
      }
    }
  });

  test("keeps everything that holds data encrypted", () => {
    expect(resources("AWS::RDS::DBCluster").every((each) => each.Properties.StorageEncrypted)).toBe(true);
    expect(
      resources("AWS::DynamoDB::Table").every((each) => each.Properties.SSESpecification.SSEEnabled),
    ).toBe(true);
    expect(resources("AWS::S3::Bucket").every((each) => each.Properties.BucketEncryption)).toBe(true);
    expect(resources("AWS::SQS::Queue").every((each) => each.Properties.SqsManagedSseEnabled)).toBe(true);
    expect(resources("AWS::SNS::Topic").every((each) => each.Properties.KmsMasterKeyId)).toBe(true);
    expect(resources("AWS::SecretsManager::Secret").every((each) => each.Properties.KmsKeyId)).toBe(true);
  });

  test("refuses what does not come over TLS to buckets, queues and topics", () => {
    for (const type of ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"]) {
      expect(resources(type).length).toBeGreaterThan(0);
      for (const { Properties } of resources(type)) {
        expect(Properties.PolicyDocument.Statement).toContainEqual(
          expect.objectContaining({
            Effect: "Deny",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        );
      }
    }
  });

  test("keeps no log for ever", () => {
    expect(resources("AWS::Logs::LogGroup").length).toBeGreaterThan(10);
    for (const { Properties } of resources("AWS::Logs::LogGroup")) {
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
    }
  });

  test("gives each function a role of its own", () => {
    const own = resources("AWS::Lambda::Function").filter(({ Properties }) => Properties.FunctionName);
    const roles = own.map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(own.length).toBe(Object.keys(topology.functions).length);
    expect(new Set(roles).size).toBe(own.length);
  });
});

describe("buildApp()", () => {
  test("refuses to synthesise what cdk-nag finds", () => {
    const change = (app: App) => void new Bucket(app.node.findChild("hil-dev-data"), "bare");
    expect(() => synthesised(dev, { change })).toThrow("AwsSolutions-S1");
  });

  test("asks nothing of AWS", () => {
    expect(synthesised(prod).app.synth().manifest.missing ?? []).toEqual([]);
  });
});
