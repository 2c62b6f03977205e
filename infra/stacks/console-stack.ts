import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CfnOutput, Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { acknowledge } from "../constructs/acknowledge.ts";
import { AliasRecords } from "../constructs/alias-records.ts";
import { ConsoleFiles } from "../constructs/console-files.ts";
import { logBucket, privateBucket } from "../constructs/private-bucket.ts";
import { consoleHeaders } from "../constructs/console-headers.ts";
import { singlePageCode } from "../constructs/single-page.ts";
import { bucketName } from "../deployment.ts";
import { stageName } from "./api-stack.ts";
import { EnvironmentStack } from "./environment-stack.ts";

export interface ConsoleStackProps {
  restApi: RestApi;
  /** The built console; where the folder is missing, only its place is made. */
  consoleDir?: string;
}

const builtConsole = fileURLToPath(new URL("../../dist/console", import.meta.url));

/** One host for people and programs: CloudFront before the console's files and the API, so there is no CORS. */
export class ConsoleStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { restApi, consoleDir = builtConsole }: ConsoleStackProps,
  ) {
    super(scope, "console", config, "the console and the host that serves it and the API");
    const { deployment, posture } = this;
    const logsName = bucketName(deployment, "console-logs");
    const accessLogs = logBucket(this, "logs", { bucketName: logsName, posture, writtenByAcl: true });
    const filesName = bucketName(deployment, "console");
    const files = privateBucket(this, "files", { bucketName: filesName, posture, accessLogs });
    const distribution = this.createDistribution(files, accessLogs, restApi);
    const host = config.domain?.name ?? distribution.distributionDomainName;
    new CfnOutput(this, "address", {
      value: `https://${host}`,
      description: "The console, and the API below /api",
    });
    if (config.domain?.hostedZone) new AliasRecords(this, "records", config.domain, distribution);
    if (existsSync(consoleDir)) {
      const common = { bucket: files, distribution, deployment, posture };
      new ConsoleFiles(this, "console-files", { folder: consoleDir, ...common });
    }
  }

  private createDistribution(files: s3.Bucket, logs: s3.Bucket, restApi: RestApi): cloudfront.Distribution {
    const distribution = new cloudfront.Distribution(this, "distribution", {
      comment: `HIL Agent System, ${this.config.environment}`,
      ...this.domainProps(),
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultRootObject: "index.html",
      defaultBehavior: this.filesBehavior(files),
      additionalBehaviors: { "/api/*": this.apiBehavior(restApi) },
      enableLogging: true,
      logBucket: logs as s3.IBucket,
      logFilePrefix: "cloudfront/",
    });
    acknowledge(distribution, {
      CFR1: "The product is for customers anywhere.",
      CFR2: "The firewall stands before the API itself; the console is files that everybody may read.",
      ...(this.config.domain === null && {
        CFR4: "Without a domain of its own the environment is reached under CloudFront's name and certificate.",
      }),
    });
    return distribution;
  }

  private domainProps() {
    if (this.config.domain === null) return {};
    const { name, certificateArn } = this.config.domain;
    const certificate = acm.Certificate.fromCertificateArn(this, "certificate", certificateArn);
    const minimumProtocolVersion = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021;
    return { domainNames: [name], certificate, minimumProtocolVersion };
  }

  private filesBehavior(files: s3.Bucket): cloudfront.BehaviorOptions {
    const singlePage = new cloudfront.Function(this, "single-page", {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(singlePageCode),
    });
    const eventType = cloudfront.FunctionEventType.VIEWER_REQUEST;
    return {
      origin: origins.S3BucketOrigin.withOriginAccessControl(files as s3.IBucket),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: consoleHeaders(this, this.config, this.deployment),
      functionAssociations: [{ eventType, function: singlePage }],
    };
  }

  /** The app answers with headers of its own; a request to plain HTTP may hold a key, so it is refused, not redirected. */
  private apiBehavior({ restApiId }: RestApi): cloudfront.BehaviorOptions {
    const host = `${restApiId}.execute-api.${this.config.region}.amazonaws.com`;
    return {
      origin: new origins.HttpOrigin(host, {
        originPath: `/${stageName}`,
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
        // The time between two pieces of a streamed answer.
        readTimeout: Duration.seconds(60),
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
    };
  }
}
