import { Duration } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import { storeRemoval } from "./removal-policy.ts";

/** A bucket that keeps earlier versions for a month and writes down who asked for what. */
export function privateBucket(
  scope: Construct,
  id: string,
  props: { bucketName: string; posture: Posture; accessLogs: s3.Bucket },
): s3.Bucket {
  return new s3.Bucket(scope, id, {
    ...closedBucket(props.posture),
    bucketName: props.bucketName,
    versioned: true,
    serverAccessLogsBucket: props.accessLogs as s3.IBucket,
    serverAccessLogsPrefix: `${id}/`,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
  });
}

/**
 * A bucket for logs that AWS's services write. `writtenByAcl`: CloudFront's standard logs come with an access control list.
 */
export function logBucket(
  scope: Construct,
  id: string,
  props: { bucketName: string; posture: Posture; writtenByAcl: boolean },
): s3.Bucket {
  const { BUCKET_OWNER_ENFORCED, BUCKET_OWNER_PREFERRED } = s3.ObjectOwnership;
  return new s3.Bucket(scope, id, {
    ...closedBucket(props.posture),
    bucketName: props.bucketName,
    objectOwnership: props.writtenByAcl ? BUCKET_OWNER_PREFERRED : BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(props.posture.logRetentionDays) }],
  });
}

function closedBucket(posture: Posture): s3.BucketProps {
  return {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: storeRemoval(posture),
    autoDeleteObjects: posture.removal === "destroy",
  };
}
