import { describe, expect, test } from "vitest";
import { emulatorTemplate } from "./emulator-template.ts";
import { referencesIn, type Resource, type Template } from "./template.ts";

const options = { bundlesBucket: "hil-emulator-bundles", databaseSecret: "hil-emulator-database" };
const transform = (Resources: Record<string, Resource>, more: Partial<Template> = {}) =>
  emulatorTemplate({ Resources, ...more }, options);

describe("emulatorTemplate()", () => {
  test("keeps what an emulator holds and says why the rest is left out", () => {
    const { template, leftOut } = transform({
      queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "jobs" } },
      cluster: { Type: "AWS::RDS::DBCluster" },
      distribution: { Type: "AWS::CloudFront::Distribution" },
    });
    expect(Object.keys(template.Resources)).toEqual(["queue"]);
    expect(leftOut).toEqual([
      {
        id: "cluster",
        type: "AWS::RDS::DBCluster",
        reason: expect.stringContaining("EMULATOR_DATABASE_URL"),
      },
      {
        id: "distribution",
        type: "AWS::CloudFront::Distribution",
        reason: expect.stringContaining("not expected"),
      },
    ]);
  });

  test("leaves out the CDK's own helpers, which have no names", () => {
    const { template } = transform({
      helper: { Type: "AWS::Lambda::Function", Properties: { Code: {} } },
      helperRole: { Type: "AWS::IAM::Role", Properties: {} },
      role: { Type: "AWS::IAM::Role", Properties: { RoleName: "hil-emulator-api" } },
    });
    expect(Object.keys(template.Resources)).toEqual(["role"]);
  });

  test("takes a function out of its network, lets its alias move at once, and finds its bundle", () => {
    const { template, leftOut } = transform({
      group: { Type: "AWS::EC2::SecurityGroup" },
      deployment: { Type: "AWS::CodeDeploy::DeploymentGroup" },
      function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "hil-emulator-api",
          Architectures: ["arm64"],
          Code: { S3Bucket: "cdk-assets", S3Key: "1.zip" },
          VpcConfig: { SecurityGroupIds: [{ "Fn::GetAtt": ["group", "GroupId"] }] },
        },
        DependsOn: ["group"],
      },
      alias: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: { Ref: "function" } },
        DependsOn: ["deployment", "function"],
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: "deployment" } } },
      },
    });
    expect(template.Resources).toEqual({
      function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "hil-emulator-api",
          Code: { S3Bucket: "hil-emulator-bundles", S3Key: "1.zip" },
        },
      },
      alias: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: { Ref: "function" } },
        DependsOn: ["function"],
      },
    });
    const parts = leftOut.flatMap(({ id, part }) => (part === undefined ? [] : [`${id} ${part}`]));
    expect(parts).toEqual(["function Architectures", "function VpcConfig", "alias UpdatePolicy"]);
  });

  test("puts the user's database into the secret, through a parameter that is not shown", () => {
    const { template } = transform({
      secret: {
        Type: "AWS::SecretsManager::Secret",
        Properties: {
          Name: "hil-emulator-database",
          GenerateSecretString: { PasswordLength: 30 },
          KmsKeyId: { "Fn::GetAtt": ["key", "Arn"] },
        },
      },
    });
    expect(template.Parameters).toEqual({ DatabaseUrl: { Type: "String", NoEcho: true } });
    expect(template.Resources["secret"]?.Properties).toEqual({
      Name: "hil-emulator-database",
      SecretString: { "Fn::Sub": '{"url":"${DatabaseUrl}"}' },
    });
  });

  test("sends all runs to a state machine's new version", () => {
    const version = { "Fn::GetAtt": ["version", "Arn"] };
    const preference = { Alarms: ["failures"], StateMachineVersionArn: version, Type: "CANARY" };
    const { template } = transform({
      version: { Type: "AWS::StepFunctions::StateMachineVersion", Properties: {} },
      live: {
        Type: "AWS::StepFunctions::StateMachineAlias",
        Properties: { Name: "live", DeploymentPreference: preference },
      },
    });
    expect(template.Resources["live"]?.Properties).toEqual({
      Name: "live",
      RoutingConfiguration: [{ StateMachineVersionArn: version, Weight: 100 }],
    });
  });

  test("takes statements for what is left out from policies", () => {
    const [own, other] = [
      { Resource: { "Fn::GetAtt": ["bucket", "Arn"] } },
      { Principal: { Ref: "distribution" } },
    ];
    const { template, leftOut } = transform({
      bucket: { Type: "AWS::S3::Bucket", Properties: {} },
      policy: {
        Type: "AWS::S3::BucketPolicy",
        Properties: {
          Bucket: { Ref: "bucket" },
          PolicyDocument: { Version: "2012-10-17", Statement: [own, other] },
        },
      },
    });
    expect(template.Resources["policy"]?.Properties?.["PolicyDocument"]).toEqual({
      Version: "2012-10-17",
      Statement: [own],
    });
    expect(leftOut).toEqual([
      {
        id: "policy",
        type: "AWS::S3::BucketPolicy",
        part: "PolicyDocument",
        reason: "statements for what is left out",
      },
    ]);
  });

  test("keeps outputs, and neither exports nor the CDK's version check", () => {
    const output = { Value: { Ref: "queue" } };
    const { template } = transform(
      { queue: { Type: "AWS::SQS::Queue", Properties: {} } },
      {
        Parameters: { BootstrapVersion: { Type: "String" } },
        Outputs: {
          url: output,
          exported: { ...output, Export: { Name: "x" } },
          gone: { Value: { Ref: "distribution" } },
        },
      },
    );
    expect(template.Outputs).toEqual({ url: output });
    expect(template).not.toHaveProperty("Parameters");
  });

  test("refuses to keep what cannot do without something that is left out", () => {
    const Resources = {
      table: {
        Type: "AWS::DynamoDB::Table",
        Properties: { SSESpecification: { KMSMasterKeyId: { Ref: "key" } } },
      },
      key: { Type: "AWS::KMS::Key" },
    };
    expect(() => transform(Resources)).toThrow("table (AWS::DynamoDB::Table) cannot do without key.");
  });
});

test("referencesIn() finds every way to refer to a resource", () => {
  const value = {
    a: { Ref: "one" },
    b: [{ "Fn::GetAtt": ["two", "Arn"] }, { "Fn::GetAtt": "three.Arn" }],
    c: { "Fn::Sub": "${four}/${five.Arn}/${!Literal}/${AWS::Region}" },
    d: { "Fn::Sub": ["${own}-${six}", { own: { Ref: "seven" } }] },
    e: { "Fn::ImportValue": "network:vpc" },
    f: { Ref: "AWS::AccountId" },
  };
  expect(referencesIn(value)).toEqual([
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "import:network:vpc",
  ]);
});
