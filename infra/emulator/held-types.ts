/** What an emulator of AWS is expected to hold. */
const held = new Set([
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGateway::Stage",
  "AWS::DynamoDB::Table",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::IAM::Role",
  "AWS::Lambda::Alias",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Version",
  "AWS::Logs::LogGroup",
  "AWS::S3::Bucket",
  "AWS::S3::BucketPolicy",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::SecretsManager::Secret",
  "AWS::StepFunctions::StateMachine",
  "AWS::StepFunctions::StateMachineAlias",
  "AWS::StepFunctions::StateMachineVersion",
  // Our own: the function `release` answers it, wherever it runs.
  "Custom::Release",
]);

/** Why others are left out, by the beginning of their type; the first that fits. */
const reasons: [prefix: string, reason: string][] = [
  ["AWS::RDS::", "the database is one of yours, in EMULATOR_DATABASE_URL"],
  ["AWS::SecretsManager::SecretTargetAttachment", "the database is one of yours, in EMULATOR_DATABASE_URL"],
  ["AWS::EC2::", "functions in an emulator reach what they need without a network of their own"],
  ["AWS::KMS::", "emulators encrypt nothing at rest"],
  ["AWS::CodeDeploy::", "aliases move at once"],
  ["AWS::CloudWatch::", "nobody is told of an emulator's alarms"],
  ["AWS::Events::Archive", "emulators send no events again"],
  ["AWS::Scheduler::", "few emulators start what is scheduled; nothing on a conversation's path is"],
  ["AWS::WAFv2::", "a firewall before an emulator protects nobody"],
  ["AWS::ApiGateway::", "a setting of the account, not of the API"],
  ["Custom::", "a helper of the CDK's, for what is left out or for deleting stacks"],
];

/** Null: an emulator is expected to hold it; else why it is left out. */
export function reasonToLeaveOut(type: string): string | null {
  if (held.has(type)) return null;
  return reasons.find(([prefix]) => type.startsWith(prefix))?.[1] ?? "emulators are not expected to hold it";
}

/** Stacks of which nothing is deployed, by their part. */
export const partsLeftOut: Record<string, string> = {
  network: "functions in an emulator reach what they need without a network of their own",
  observability: "nobody is told of an emulator's alarms, and it costs nothing that a budget could watch",
  sandbox: "code agents' programs need ECS with Fargate's isolation",
  console: "CloudFront and its files: use the API's own address",
};
