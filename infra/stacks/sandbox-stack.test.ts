import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import type { Topology } from "../../shared/contracts/topology.ts";
import { prod } from "../config/prod.ts";
import { environments, synthesised } from "../testing/synthesised.ts";
import { topology } from "../topology.ts";
import { resourcesOf, resourceWith, statementsOf } from "./testing/resources.ts";
import { testFunction } from "./testing/test-topology.ts";

const config = environments["prod with code agents"]!;
const template = synthesised(config).templates["sandbox"]!;

test("is there with code agents only", () => {
  expect(synthesised(prod).templates["sandbox"]).toBeUndefined();
});

describe("the task", () => {
  const { Properties } = resourceWith(template, "AWS::ECS::TaskDefinition", "Family", "hil-prod-sandbox");
  const [container] = Properties.ContainerDefinitions;

  test("has no role", () => {
    expect(Properties.TaskRoleArn).toBeUndefined();
  });

  test("has one small Fargate machine to itself", () => {
    expect(Properties).toMatchObject({
      RequiresCompatibilities: ["FARGATE"],
      NetworkMode: "awsvpc",
      Cpu: "512",
      Memory: "1024",
    });
    expect(container.Memory).toBe(512);
  });

  test("can write to /tmp and nowhere else", () => {
    expect(container.ReadonlyRootFilesystem).toBe(true);
    expect(container.MountPoints).toEqual([{ SourceVolume: "tmp", ContainerPath: "/tmp", ReadOnly: false }]);
    expect(Properties.Volumes).toEqual([{ Name: "tmp" }]);
  });

  test("runs as nobody, without a capability, under an init process", () => {
    expect(container).toMatchObject({
      User: "65534:65534",
      Privileged: false,
      LinuxParameters: { Capabilities: { Drop: ["ALL"] }, InitProcessEnabled: true },
    });
  });

  test("gets no credential and no setting by its definition", () => {
    expect(container.Environment ?? []).toEqual([]);
    expect(container.Secrets ?? []).toEqual([]);
  });

  test("has its image pulled and its log written, by a role that can do no more", () => {
    const role = resourceWith(template, "AWS::IAM::Role", "RoleName", "hil-prod-sandbox-execution");
    expect(new Set(statementsOf(role).flatMap(({ Action }) => Action))).toEqual(
      new Set([
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
      ]),
    );
  });
});

test("keeps images that are scanned and never change", () => {
  template.hasResourceProperties("AWS::ECR::Repository", {
    RepositoryName: "hil-prod-sandbox",
    ImageTagMutability: "IMMUTABLE",
    ImageScanningConfiguration: { ScanOnPush: true },
  });
});

test("watches the cluster", () => {
  template.hasResourceProperties("AWS::ECS::Cluster", {
    ClusterSettings: [{ Name: "containerInsights", Value: "enabled" }],
  });
});

describe("the broker's API", () => {
  const broker: Topology["functions"] = { broker: testFunction({ startedBy: ["private-http"] }) };

  test("is private, and open to the sandbox's endpoint alone", () => {
    const { Properties } = resourceWith(template, "AWS::ApiGateway::RestApi", "Name", "hil-prod-broker");
    expect(Properties.EndpointConfiguration.Types).toEqual(["PRIVATE"]);
    expect(Properties.Policy.Statement).toEqual([
      expect.objectContaining({
        Effect: "Allow",
        Condition: { StringEquals: { "aws:SourceVpce": expect.anything() } },
      }),
    ]);
  });

  test("writes down who asked", () => {
    template.hasResourceProperties("AWS::ApiGateway::Stage", {
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.anyValue() },
    });
  });

  test("answers health itself, and has no other route without a function behind it", () => {
    expect(routesOf(template)).toEqual({ health: "MOCK" });
  });

  test("has a route for each function that is started by it", () => {
    const functions = { ...topology.functions, ...broker };
    const larger = synthesised(config, { topology: { ...topology, functions } }).templates["sandbox"]!;
    expect(routesOf(larger)).toEqual({ health: "MOCK", broker: "AWS_PROXY" });
    const role = resourceWith(larger, "AWS::IAM::Role", "RoleName", "hil-prod-broker-gateway");
    expect(statementsOf(role)).toEqual([
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: ["arn:aws:lambda:eu-west-1:333333333333:function:hil-prod-broker:live"],
      },
    ]);
  });
});

/** The kind of integration by path. */
function routesOf(stack: Template): Record<string, string> {
  const resources = resourcesOf(stack, "AWS::ApiGateway::Resource");
  const methods = Object.values(resourcesOf(stack, "AWS::ApiGateway::Method"));
  const entries = methods.map(({ Properties }) => [
    resources[Properties.ResourceId.Ref]?.Properties.PathPart,
    Properties.Integration.Type,
  ]);
  return Object.fromEntries(entries);
}
