import { runInNewContext } from "node:vm";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { singlePageCode } from "../constructs/single-page.ts";
import { synthesised } from "../testing/synthesised.ts";
import { resourcesOf, resourceWith, statementsOf } from "./testing/resources.ts";

const ofDev = synthesised(dev).templates["console"]!;
const hostedZone = { id: "Z0123456789", name: "example.com" };
const identity = {
  issuer: "https://sso.example.com/realms/hil",
  audience: "hil",
  jwksUrl: "https://sso.example.com/jwks",
};
const ofProd = synthesised({ ...prod, domain: { ...prod.domain!, hostedZone }, identity }).templates[
  "console"
]!;

function distributionOf(template: typeof ofDev) {
  const [distribution] = Object.values(resourcesOf(template, "AWS::CloudFront::Distribution"));
  return distribution?.Properties.DistributionConfig;
}

describe.each([
  ["dev", ofDev],
  ["prod", ofProd],
])("the host of %s", (_, template) => {
  const distribution = distributionOf(template);
  const [api] = distribution.CacheBehaviors;

  test("sends /api/* to the API, uncached, with everything but the host's name", () => {
    expect(distribution.CacheBehaviors).toHaveLength(1);
    expect(api).toMatchObject({
      PathPattern: "/api/*",
      ViewerProtocolPolicy: "https-only",
      // AWS's own policies: CachingDisabled and AllViewerExceptHostHeader.
      CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      OriginRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    });
    expect(api.AllowedMethods.toSorted()).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "OPTIONS",
      "PATCH",
      "POST",
      "PUT",
    ]);
    expect(api.FunctionAssociations).toBeUndefined();
    const origin = distribution.Origins.find(({ Id }: { Id: string }) => Id === api.TargetOriginId);
    expect(origin).toMatchObject({
      OriginPath: "/live",
      CustomOriginConfig: { OriginProtocolPolicy: "https-only", OriginSSLProtocols: ["TLSv1.2"] },
    });
    expect(JSON.stringify(origin.DomainName)).toMatch(/\.execute-api\.[a-z]+-[a-z]+-\d\.amazonaws\.com/);
  });

  test("answers an error of the API as the API gave it", () => {
    expect(distribution.CustomErrorResponses ?? []).toEqual([]);
  });

  test("alone reads the console's files", () => {
    template.resourceCountIs("AWS::CloudFront::OriginAccessControl", 1);
    template.hasResourceProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: "s3:GetObject",
            Principal: { Service: "cloudfront.amazonaws.com" },
            Condition: { StringEquals: { "AWS:SourceArn": Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  test("speaks HTTP/2 and 3, and writes down who asked", () => {
    expect(distribution.HttpVersion).toBe("http2and3");
    expect(distribution.Logging.Prefix).toBe("cloudfront/");
  });

  test("tells browsers to load and call nothing foreign", () => {
    const [policy] = Object.values(resourcesOf(template, "AWS::CloudFront::ResponseHeadersPolicy"));
    const headers = policy?.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    const csp: string = headers.ContentSecurityPolicy.ContentSecurityPolicy;
    expect(csp).toContain("default-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain("unsafe");
    expect(headers).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: true },
      FrameOptions: { FrameOption: "DENY" },
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { ReferrerPolicy: "no-referrer" },
    });
  });
});

test("a domain brings its certificate, TLS 1.2 and its records", () => {
  expect(distributionOf(ofProd)).toMatchObject({
    Aliases: ["desk.example.com"],
    ViewerCertificate: {
      MinimumProtocolVersion: "TLSv1.2_2021",
      AcmCertificateArn: prod.domain!.certificateArn,
    },
  });
  const records = Object.values(resourcesOf(ofProd, "AWS::Route53::RecordSet"));
  expect(records.map(({ Properties }) => `${Properties.Name} ${Properties.Type}`).toSorted()).toEqual([
    "desk.example.com. A",
    "desk.example.com. AAAA",
  ]);
  expect(distributionOf(ofDev).Aliases).toBeUndefined();
});

test("who signs people in may be called from the console", () => {
  expect(JSON.stringify(ofProd.toJSON())).toContain("connect-src 'self' https://sso.example.com;");
  expect(JSON.stringify(ofDev.toJSON())).toContain("connect-src 'self';");
});

test("files are brought there once the console is built", () => {
  ofProd.resourceCountIs("Custom::CDKBucketDeployment", 0);
  const consoleFiles = { "index.html": "<!doctype html>" };
  const built = synthesised(prod, { consoleFiles }).templates["console"]!;
  built.resourceCountIs("Custom::CDKBucketDeployment", 1);
  const role = resourceWith(built, "AWS::IAM::Role", "RoleName", "hil-prod-console-files");
  const mayWrite = statementsOf(role).filter(({ Action }) => Action.includes("s3:PutObject"));
  expect(mayWrite.flatMap(({ Resource }) => Resource)).toEqual([
    "arn:aws:s3:::hil-prod-console-333333333333-eu-west-1/*",
  ]);
});

describe("the function at the edge", () => {
  const answered = (uri: string): string =>
    runInNewContext(`${singlePageCode}handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`) as string;

  test.each(["/", "/queue", "/queue/42", "/v1.2/queue"])("answers %s with the one page", (uri) => {
    expect(answered(uri)).toBe("/index.html");
  });

  test.each(["/index.html", "/assets/app.3f2a.js", "/favicon.ico"])("answers %s with itself", (uri) => {
    expect(answered(uri)).toBe(uri);
  });
});
