import { DefaultStackSynthesizer, Stack } from "aws-cdk-lib";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Bucket, IBucket } from "aws-cdk-lib/aws-s3";
import { BucketDeployment, Source } from "aws-cdk-lib/aws-s3-deployment";
import { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { acknowledge } from "./acknowledge.ts";
import { explicitRole } from "./explicit-role.ts";
import { storeRemoval } from "./removal-policy.ts";

export interface ConsoleFilesProps {
  folder: string;
  bucket: Bucket;
  distribution: Distribution;
  deployment: Deployment;
  posture: Posture;
}

/**
 * Copies the built console to its bucket at each deployment, by a function of the CDK's own. What earlier pages still ask
 * for stays; only the page itself is made anew at the edge, since every other file's name changes with its content.
 */
export class ConsoleFiles extends Construct {
  constructor(scope: Construct, id: string, props: ConsoleFilesProps) {
    super(scope, id);
    const { folder, bucket, distribution, deployment, posture } = props;
    const logGroupName = `/hil/${deployment.namePrefix}console-files`;
    const logGroup = new LogGroup(this, "log-group", {
      logGroupName,
      retention: posture.logRetentionDays,
      removalPolicy: storeRemoval(posture),
    });
    new BucketDeployment(this, "copy", {
      sources: [Source.asset(folder)],
      destinationBucket: bucket as IBucket,
      distribution,
      distributionPaths: ["/index.html"],
      prune: false,
      role: this.createRole(props, logGroupName),
      logGroup,
    });
    this.acknowledgeRuntime();
  }

  private createRole({ distribution, deployment }: ConsoleFilesProps, logGroupName: string): IRole {
    const { partition, accountId, region, namePrefix } = deployment;
    const files = arnsOf(deployment).bucket("console");
    const assets = `arn:${partition}:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-${accountId}-${region}`;
    const edge = `arn:${partition}:cloudfront::${accountId}:distribution/${distribution.distributionId}`;
    const log = `${arnsOf(deployment).logGroup(logGroupName)}:*`;
    return explicitRole(this, "role", {
      name: `${namePrefix}console-files`,
      description: "Copies the built console to its bucket",
      service: "lambda.amazonaws.com",
      allow: [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${assets}/*`, `${files}/*`] },
        { Effect: "Allow", Action: ["s3:PutObject"], Resource: [`${files}/*`] },
        { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: [files, assets] },
        {
          Effect: "Allow",
          Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
          Resource: [edge],
        },
        { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: [log] },
      ],
    });
  }

  private acknowledgeRuntime(): void {
    const isCopier = (id: string) => id.startsWith("Custom::CDKBucketDeployment");
    for (const copier of Stack.of(this).node.children.filter(({ node }) => isCopier(node.id))) {
      acknowledge(copier, { L1: "The CDK's own function: its runtime comes with the library's version." });
    }
  }
}
