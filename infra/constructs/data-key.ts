import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import type { Deployment } from "../deployment.ts";
import { storeRemoval } from "./removal-policy.ts";

/** The key's alias, by which other stacks name it. */
export function dataKeyAlias({ namePrefix }: Deployment): string {
  return `alias/${namePrefix}data`;
}

/**
 * The one customer-managed key: for the database's storage, the secrets and the alarms' topic. Whoever may read a secret
 * gets it decrypted through Secrets Manager and nowhere else, so no function holds a grant on the key.
 */
export class DataKey extends Construct {
  readonly key: kms.Key;

  constructor(scope: Construct, id: string, deployment: Deployment, posture: Posture) {
    super(scope, id);
    this.key = new kms.Key(this, "key", {
      alias: dataKeyAlias(deployment),
      description: "Database storage, secrets and alarms",
      enableKeyRotation: true,
      removalPolicy: storeRemoval(posture),
    });
    this.key.addToResourcePolicy(readersOfSecrets(deployment));
    this.key.addToResourcePolicy(alarms(deployment));
  }
}

function readersOfSecrets({ accountId, region }: Deployment): iam.PolicyStatement {
  const through = `secretsmanager.${region}.amazonaws.com`;
  return new iam.PolicyStatement({
    sid: "ReadersOfSecrets",
    principals: [new iam.AnyPrincipal()],
    actions: ["kms:Decrypt"],
    resources: ["*"],
    conditions: { StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": through } },
  });
}

/** An encrypted topic takes alarms only where CloudWatch may use its key; AWS's own key for topics does not let it. */
function alarms({ accountId }: Deployment): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: "Alarms",
    principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:SourceAccount": accountId } },
  });
}
