import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { postures } from "../config/postures.ts";
import { prod } from "../config/prod.ts";
import { topology } from "../topology.ts";
import { programStacks } from "./testing/program-stacks.ts";
import { resourcesOf } from "./testing/resources.ts";
import { testFunction, testTopology } from "./testing/test-topology.ts";

const methods = "AWS::ApiGateway::Method";

describe.each([
  ["dev", dev],
  ["prod", prod],
])("the API of %s", (environment, config) => {
  const template = programStacks(config).api();
  const prefix = `hil-${environment}-`;
  const [stage] = Object.values(resourcesOf(template, "AWS::ApiGateway::Stage"));

  test("is regional, and speaks TLS 1.2 or newer", () => {
    template.hasResourceProperties("AWS::ApiGateway::RestApi", {
      Name: `${prefix}api`,
      EndpointConfiguration: { Types: ["REGIONAL"] },
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });

  test("streams everything from the live alias of one function", () => {
    const all = Object.values(resourcesOf(template, methods));
    expect(all).toHaveLength(2);
    for (const { Properties } of all) {
      expect(Properties).toMatchObject({ HttpMethod: "ANY", AuthorizationType: "NONE" });
      expect(Properties.Integration).toMatchObject({
        Type: "AWS_PROXY",
        ResponseTransferMode: "STREAM",
        TimeoutInMillis: 29_000,
      });
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(
        `function:${prefix}api:live/response-streaming-invocations`,
      );
    }
    template.hasResourceProperties("AWS::ApiGateway::Resource", { PathPart: "{proxy+}" });
    template.resourceCountIs("AWS::ApiGateway::Resource", 1);
  });

  test("waits for its function as long as that may take, and not longer", () => {
    const front = Object.values(topology.functions).find((spec) => spec.startedBy?.includes("http"));
    expect(front?.timeoutSeconds).toBe(29);
  });

  test("may start that alias", () => {
    template.hasResourceProperties("AWS::Lambda::Permission", {
      Principal: "apigateway.amazonaws.com",
      FunctionName: `arn:aws:lambda:${config.region}:${config.account}:function:${prefix}api:live`,
      SourceArn: Match.anyValue(),
    });
  });

  test("logs who asked for what and how it went, never with which query or headers", () => {
    const format = Object.values(JSON.parse(stage?.Properties.AccessLogSetting.Format));
    expect(format).toContain("$context.status");
    const unsafe = format.filter((field) =>
      /header|querystring|authorizer|body|apiKey|\$input/i.test(`${field}`),
    );
    expect(unsafe).toEqual([]);
    template.hasResourceProperties("AWS::Logs::LogGroup", {
      LogGroupName: `/aws/apigateway/${prefix}api-access`,
      RetentionInDays: postures[config.posture].logRetentionDays,
    });
  });

  test("is traced and throttled, and logs its own errors without data", () => {
    expect(stage?.Properties).toMatchObject({ StageName: "live", TracingEnabled: true });
    expect(stage?.Properties.MethodSettings).toEqual([
      {
        HttpMethod: "*",
        ResourcePath: "/*",
        LoggingLevel: "ERROR",
        DataTraceEnabled: false,
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 1000,
      },
    ]);
  });

  test("forgets all logs in time", () => {
    const groups = Object.values(resourcesOf(template, "AWS::Logs::LogGroup"));
    expect(groups.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of groups)
      expect(Properties.RetentionInDays).toBe(postures[config.posture].logRetentionDays);
  });
});

describe("the firewall", () => {
  const template = programStacks(prod).api();
  const [acl] = Object.values(resourcesOf(template, "AWS::WAFv2::WebACL"));
  // oxlint-disable-next-line typescript/no-explicit-any -- as CloudFormation's schema describes them
  const rules: any[] = acl?.Properties.Rules;

  test("stands where the posture asks for it", () => {
    programStacks(dev).api().resourceCountIs("AWS::WAFv2::WebACL", 0);
    template.resourceCountIs("AWS::WAFv2::WebACLAssociation", 1);
  });

  test("limits what one address may ask, and knows bad input", () => {
    expect(rules.map(({ Name }) => Name)).toEqual([
      "by-address",
      "by-client",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ]);
    expect(rules[0].Statement.RateBasedStatement).toEqual({ Limit: 100_000, AggregateKeyType: "IP" });
  });

  test("lets long and marked up bodies through", () => {
    const { RuleActionOverrides } = rules[3].Statement.ManagedRuleGroupStatement;
    expect(RuleActionOverrides).toContainEqual({ Name: "SizeRestrictions_BODY", ActionToUse: { Count: {} } });
    expect(RuleActionOverrides).toContainEqual({
      Name: "CrossSiteScripting_BODY",
      ActionToUse: { Count: {} },
    });
  });

  test("logs no credentials", () => {
    template.hasResourceProperties("AWS::WAFv2::LoggingConfiguration", {
      RedactedFields: Match.arrayWith([
        { SingleHeader: { Name: "authorization" } },
        { SingleHeader: { Name: "x-api-key" } },
        { QueryString: {} },
      ]),
    });
  });
});

test("an API needs one function that HTTP starts", () => {
  const { front: _, ...none } = testTopology.functions;
  const two = { ...testTopology.functions, second: testFunction({ startedBy: ["http"] }) };
  for (const functions of [none, two])
    expect(() => programStacks(dev, { ...testTopology, functions }).api()).toThrow("exactly one function");
});
