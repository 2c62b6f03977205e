import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { environments, synthesised } from "../testing/synthesised.ts";
import { resourcesOf } from "./testing/resources.ts";

function networkOf(environment: string) {
  return synthesised(environments[environment]!).templates["network"]!;
}

const dev = networkOf("dev");
const prod = networkOf("prod");
const withCodeAgents = networkOf("prod with code agents");

describe.each([
  ["dev", dev, { nats: 1, zones: 2 }],
  ["prod", prod, { nats: 3, zones: 3 }],
])("the network of %s", (_, template, { nats, zones }) => {
  test("leaves by as many NATs as its posture says", () => {
    template.resourceCountIs("AWS::EC2::NatGateway", nats);
  });

  test("routes functions to the internet, and the database nowhere", () => {
    const routes = Object.values(resourcesOf(template, "AWS::EC2::Route"));
    const routed = (subnet: string, by: string) =>
      routes.filter(({ Properties }) => Properties.RouteTableId.Ref.includes(subnet) && Properties[by]);
    expect(routed("functionsSubnet", "NatGatewayId")).toHaveLength(zones);
    expect(routed("publicSubnet", "GatewayId")).toHaveLength(zones);
    expect(routes).toHaveLength(2 * zones);
  });

  test("gives no machine a public address by itself", () => {
    for (const { Properties } of Object.values(resourcesOf(template, "AWS::EC2::Subnet"))) {
      expect(Properties.MapPublicIpOnLaunch ?? false).toBe(false);
    }
  });

  test("reaches S3 and DynamoDB without NAT, and pays for no other endpoint", () => {
    const endpoints = Object.values(resourcesOf(template, "AWS::EC2::VPCEndpoint"));
    expect(endpoints.map(({ Properties }) => Properties.VpcEndpointType)).toEqual(["Gateway", "Gateway"]);
  });

  test("writes down what flows", () => {
    template.hasResourceProperties("AWS::EC2::FlowLog", { ResourceType: "VPC", TrafficType: "ALL" });
  });

  test("closes the default security group", () => {
    template.resourceCountIs("Custom::VpcRestrictDefaultSG", 1);
  });

  test("lets functions alone reach the database, and the database nothing", () => {
    const ingress = Object.values(resourcesOf(template, "AWS::EC2::SecurityGroupIngress"));
    expect(ingress).toHaveLength(1);
    expect(ingress[0]?.Properties).toMatchObject({
      FromPort: 5432,
      ToPort: 5432,
      GroupId: { "Fn::GetAtt": [expect.stringMatching(/^database/), "GroupId"] },
      SourceSecurityGroupId: { "Fn::GetAtt": [expect.stringMatching(/^functions/), "GroupId"] },
    });
    const egress = Object.values(resourcesOf(template, "AWS::EC2::SecurityGroupEgress"));
    const ofDatabase = egress.filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId).includes("database"),
    );
    expect(ofDatabase.map(({ Properties }) => Properties.CidrIp)).toEqual(["255.255.255.255/32"]);
  });

  test("lets functions out on 443 only, beside the database", () => {
    const egress = Object.values(resourcesOf(template, "AWS::EC2::SecurityGroupEgress"));
    const ofFunctions = egress.filter(({ Properties }) =>
      Properties.GroupId["Fn::GetAtt"][0].startsWith("functions"),
    );
    expect(new Set(ofFunctions.map(({ Properties }) => Properties.ToPort))).toEqual(new Set([443, 5432]));
  });
});

test("functions reach a mail server at its port, where there is one", () => {
  const mail = { by: "smtp" as const, port: 587 };
  const template = synthesised({ ...environments["dev"]!, mail }).templates["network"]!;
  const ports = Object.values(resourcesOf(template, "AWS::EC2::SecurityGroup")).flatMap(
    ({ Properties }) => (Properties.SecurityGroupEgress ?? []) as { ToPort: number }[],
  );
  const rules = Object.values(resourcesOf(template, "AWS::EC2::SecurityGroupEgress"));
  const all = [...ports.map(({ ToPort }) => ToPort), ...rules.map(({ Properties }) => Properties.ToPort)];
  expect(all).toContain(587);
});

describe("the sandbox's network", () => {
  const endpoints = resourcesOf(withCodeAgents, "AWS::EC2::VPCEndpoint");
  const sandbox = Object.entries(endpoints).filter(([id]) => id.includes("sandbox"));
  const interfaces = sandbox.filter(([, { Properties }]) => Properties.VpcEndpointType === "Interface");

  test("has its endpoints in its own subnets", () => {
    expect(interfaces).toHaveLength(4);
    for (const [, { Properties }] of interfaces) {
      expect(Properties.SubnetIds).toHaveLength(3);
      for (const { Ref } of Properties.SubnetIds) expect(Ref).toContain("sandboxSubnet");
    }
  });

  test("has them in one zone where one NAT is enough", () => {
    const small = Object.values(resourcesOf(networkOf("dev with code agents"), "AWS::EC2::VPCEndpoint"));
    const ofInterfaces = small.filter(({ Properties }) => Properties.VpcEndpointType === "Interface");
    expect(ofInterfaces.map(({ Properties }) => Properties.SubnetIds.length)).toEqual([1, 1, 1, 1]);
  });

  test("has no route to the internet", () => {
    const routes = Object.values(resourcesOf(withCodeAgents, "AWS::EC2::Route"));
    expect(routes.filter(({ Properties }) => Properties.RouteTableId.Ref.includes("sandbox"))).toEqual([]);
  });

  test("lets programs out to the endpoints and to image layers, and to nothing else", () => {
    const egress = Object.values(resourcesOf(withCodeAgents, "AWS::EC2::SecurityGroupEgress"));
    const ofPrograms = egress
      .map(({ Properties }) => Properties)
      .filter(({ GroupId }) => GroupId["Fn::GetAtt"][0].startsWith("sandboxprograms"));
    expect(ofPrograms).toHaveLength(2);
    for (const rule of ofPrograms) {
      expect(rule).toMatchObject({ IpProtocol: "tcp", FromPort: 443, ToPort: 443 });
      expect(rule.CidrIp).toBeUndefined();
    }
    expect(ofPrograms.map((rule) => rule.DestinationPrefixListId)).toContain("pl-6da54004");
  });

  test("admits at each endpoint nothing but what the sandbox needs of this account", () => {
    expect(sandbox).toHaveLength(5);
    for (const [, { Properties }] of sandbox) {
      const statements: { Action: string | string[]; Resource: string; Condition?: unknown }[] =
        Properties.PolicyDocument.Statement;
      for (const { Action, Resource, Condition } of statements) {
        expect([Action].flat()).not.toContain("*");
        if (Resource === "*") {
          expect(Condition).toEqual({ StringEquals: { "aws:PrincipalAccount": "333333333333" } });
        } else {
          expect(Resource).toMatch(/:333333333333:|prod-eu-west-1-starport-layer-bucket/);
        }
      }
    }
  });

  test("does not hide public APIs from functions", () => {
    withCodeAgents.hasResourceProperties("AWS::EC2::VPCEndpoint", {
      ServiceName: Match.stringLikeRegexp("execute-api"),
      PrivateDnsEnabled: false,
    });
  });
});
