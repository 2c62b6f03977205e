import { Duration } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import type { Deployment } from "../deployment.ts";

/** What a browser may do with the console's page: load its own files, talk to its own host and to who signs people in. */
export function consoleHeaders(
  scope: Construct,
  { identity }: EnvironmentConfig,
  { namePrefix }: Deployment,
): cloudfront.ResponseHeadersPolicy {
  const issuer = identity === null ? [] : [new URL(identity.issuer).origin];
  const contentSecurityPolicy = [
    "default-src 'self'",
    ["connect-src 'self'", ...issuer].join(" "),
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    ["form-action 'self'", ...issuer].join(" "),
    "frame-ancestors 'none'",
  ].join("; ");
  const override = true;
  return new cloudfront.ResponseHeadersPolicy(scope, "console-headers", {
    responseHeadersPolicyName: `${namePrefix}console`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: "permissions-policy", value: "camera=(), geolocation=(), microphone=()", override },
        { header: "cross-origin-opener-policy", value: "same-origin", override },
      ],
    },
  });
}
