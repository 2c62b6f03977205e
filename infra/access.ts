import type { Access, BucketAction, StateMachineAction, TableAction } from "../shared/contracts/topology.ts";
import { arnsOf, bucketName, type Deployment, secretName } from "./deployment.ts";

/** An IAM statement in its JSON form. */
export interface Statement {
  Effect: "Allow";
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface Permission {
  statements: Statement[];
  environment: Record<string, string>;
}

/** What one entry of a function's access means in a deployment: its grants and the variables that go with them. */
export function permissionOf(access: Access, deployment: Deployment): Permission {
  const arns = arnsOf(deployment);
  const { namePrefix } = deployment;
  if ("database" in access) return readSecret("database", deployment);
  if ("models" in access) return readSecret("model-keys", deployment);
  if ("secret" in access) return readSecret(access.secret, deployment);
  if ("mail" in access) return sendMail(deployment);
  if ("stateMachines" in access) return useStateMachines(access.stateMachines, deployment);
  if ("sendTo" in access) {
    return {
      statements: [allow(["sqs:SendMessage"], [arns.queue(access.sendTo)])],
      environment: { [`${upper(access.sendTo)}_QUEUE_URL`]: queueUrl(deployment, access.sendTo) },
    };
  }
  if ("publishTo" in access) {
    return {
      statements: [allow(["events:PutEvents"], [arns.bus(access.publishTo)])],
      environment: { [`${upper(access.publishTo)}_BUS_NAME`]: `${namePrefix}${access.publishTo}` },
    };
  }
  if ("invoke" in access) {
    return {
      statements: [allow(["lambda:InvokeFunction"], [arns.liveFunction(access.invoke)])],
      environment: { [`${upper(access.invoke)}_FUNCTION_ARN`]: arns.liveFunction(access.invoke) },
    };
  }
  if ("table" in access) {
    const actions = access.may.map((action) => tableActions[action]);
    return {
      statements: [allow(actions, [arns.table(access.table)])],
      environment: { [`${upper(access.table)}_TABLE_NAME`]: `${namePrefix}${access.table}` },
    };
  }
  const actions = access.may.map((action) => bucketActions[action]);
  return {
    statements: [allow(actions, [`${arns.bucket(access.bucket)}/*`])],
    environment: { [`${upper(access.bucket)}_BUCKET_NAME`]: bucketName(deployment, access.bucket) },
  };
}

/** What Lambda needs to feed a function from its queue, under the function's own role. */
export function consumePermission(queue: string, deployment: Deployment): Statement {
  const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return allow(actions, [arnsOf(deployment).queue(queue)]);
}

/**
 * What Step Functions needs to run one state machine from another and to hear of its end (`startExecution.sync:2`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html#sync-async-iam-policies
 */
export function nestedExecutions(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  return [
    allow(["states:StartExecution"], [arns.stateMachine("*")]),
    allow(["states:DescribeExecution", "states:StopExecution"], [arns.execution("*", "*")]),
    allow(
      ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      [arns.managedRule(executionEndRule)],
    ),
  ];
}

/** The rule that Step Functions makes itself, once in each account and region. */
const executionEndRule = "StepFunctionsGetEventsForStepFunctionsExecutionRule";

const tableActions: Record<TableAction, string> = {
  get: "dynamodb:GetItem",
  put: "dynamodb:PutItem",
  update: "dynamodb:UpdateItem",
  delete: "dynamodb:DeleteItem",
  query: "dynamodb:Query",
};

const bucketActions: Record<BucketAction, string> = {
  get: "s3:GetObject",
  put: "s3:PutObject",
  delete: "s3:DeleteObject",
};

function readSecret(name: string, deployment: Deployment): Permission {
  return {
    statements: [allow(["secretsmanager:GetSecretValue"], [arnsOf(deployment).secret(name)])],
    environment: { [`${upper(name)}_SECRET_ID`]: secretName(deployment, name) },
  };
}

/** Of mail that is only kept nobody has to be asked. */
function sendMail(deployment: Deployment): Permission {
  const { mail } = deployment;
  if (mail?.by === "smtp") return readSecret("mail", deployment);
  return mail === undefined ? { statements: [], environment: {} } : sendBySes(mail.from, deployment);
}

function sendBySes(from: string, deployment: Deployment): Permission {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  // Either of them is verified; which one is the operator's choice.
  const identities = [from, domain].map(arnsOf(deployment).mailIdentity);
  const Condition = { StringEquals: { "ses:FromAddress": from } };
  return {
    statements: [{ ...allow(["ses:SendEmail"], identities), Condition }],
    environment: { HIL_SES_FROM: from },
  };
}

function useStateMachines(actions: StateMachineAction[], deployment: Deployment): Permission {
  const { accountId, namePrefix } = deployment;
  const environment: Record<string, string> = {
    HIL_ACCOUNT_ID: accountId,
    HIL_NAME_PREFIX: namePrefix,
    HIL_STATE_MACHINE_ROLE_ARN: arnsOf(deployment).role("state-machines"),
    HIL_STATE_MACHINE_LOG_GROUP_ARN: `${arnsOf(deployment).logGroup(stateMachineLogGroup(deployment))}:*`,
  };
  return { statements: actions.flatMap((action) => stateMachineStatements(action, deployment)), environment };
}

/** Where state machines write which states were entered and left, never with what. */
export function stateMachineLogGroup({ namePrefix }: Deployment): string {
  return `/aws/vendedlogs/states/${namePrefix}state-machines`;
}

function stateMachineStatements(action: StateMachineAction, deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const machines = arns.stateMachine("*");
  switch (action) {
    case "start":
      return [allow(["states:StartExecution"], [machines])];
    case "describe":
      return [allow(["states:DescribeExecution"], [arns.execution("*", "*")])];
    case "stop":
      return [allow(["states:StopExecution"], [arns.execution("*", "*")])];
    case "settle-tasks":
      return [allow(["states:SendTaskSuccess"], [machines])];
    case "publish":
      return [
        allow(["states:CreateStateMachine", "states:TagResource"], [machines]),
        {
          ...allow(["iam:PassRole"], [arns.role("state-machines")]),
          Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
        },
      ];
  }
}

/** What a definition's placeholder stands for: `begin-turn` is that function, `checks-queue-url` where `checks` is sent to. */
export function placeholderAddress(name: string, deployment: Deployment): string {
  const suffix = "-queue-url";
  if (name.endsWith(suffix)) return queueUrl(deployment, name.slice(0, -suffix.length));
  return arnsOf(deployment).liveFunction(name);
}

export function queueUrl({ sqsUrl, accountId, namePrefix }: Deployment, name: string): string {
  return `${sqsUrl}/${accountId}/${namePrefix}${name}`;
}

function allow(actions: string[], resources: string[]): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources };
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
