import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { arnsOf, type Deployment } from "../deployment.ts";
import { dataKeyAlias } from "./data-key.ts";
import { alarmTopic } from "./error-alarm.ts";

/** The topic that all alarms are told to: encrypted, and open to this account's CloudWatch alone. */
export class AlarmTopic extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { deployment, mailTo }: { deployment: Deployment; mailTo: string | null },
  ) {
    super(scope, id);
    const topic = new sns.Topic(this, "topic", {
      topicName: `${deployment.namePrefix}${alarmTopic}`,
      masterKey: kms.Alias.fromAliasName(this, "data-key", dataKeyAlias(deployment)),
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "Alarms",
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [arnsOf(deployment).topic(alarmTopic)],
        conditions: { StringEquals: { "aws:SourceAccount": deployment.accountId } },
      }),
    );
    if (mailTo !== null) topic.addSubscription(new EmailSubscription(mailTo));
  }
}
