import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { Statement } from "../access.ts";
import { databaseSleeps, type Posture } from "../config/postures.ts";
import { asynchronousFunctions, deadLetterQueueOf } from "../dead-letters.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { policyOf } from "../policies.ts";
import { explicitRole } from "./explicit-role.ts";

export interface FunctionRoleProps {
  name: string;
  topology: Topology;
  posture: Posture;
  deployment: Deployment;
}

/** The role of one function and of no other: what the topology lets it do, and what Lambda needs to run it. */
export function functionRole(scope: Construct, props: FunctionRoleProps): IRole {
  const { name, topology, deployment } = props;
  const inNetwork = usesDatabase(name, topology);
  return explicitRole(scope, "role", {
    name: `${deployment.namePrefix}${name}`,
    description: `Of the function ${name}`,
    service: "lambda.amazonaws.com",
    allow: [
      ...policyOf(name, topology, deployment).Statement,
      ...deadLetterStatements(props),
      ...runtimeStatements(name, deployment),
      ...(inNetwork ? [allow(networkActions, "*")] : []),
    ],
    deny: inNetwork ? [denyNetworkToCode(name, deployment)] : [],
  });
}

/** Functions that use PostgreSQL stand in the network of the deployment; the others need none. */
export function usesDatabase(name: string, { functions }: Topology): boolean {
  return functions[name]?.access.some((entry) => "database" in entry) === true;
}

/** Where Lambda writes what a function says. */
export function functionLogGroup(name: string, { namePrefix }: Deployment): string {
  return `/aws/lambda/${namePrefix}${name}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const networkActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

function runtimeStatements(name: string, deployment: Deployment): Statement[] {
  const logGroup = arnsOf(deployment).logGroup(functionLogGroup(name, deployment));
  return [
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroup}:*`),
    allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
  ];
}

function deadLetterStatements({ name, topology, posture, deployment }: FunctionRoleProps): Statement[] {
  if (!asynchronousFunctions(topology, databaseSleeps(posture)).includes(name)) return [];
  return [allow(["sqs:SendMessage"], arnsOf(deployment).queue(deadLetterQueueOf(name)))];
}

/** Lambda itself makes the network interfaces; with the same role, code of the function could: it is denied that. */
function denyNetworkToCode(name: string, deployment: Deployment): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: [...networkActions, "ec2:DetachNetworkInterface"],
    resources: ["*"],
    conditions: { ArnEquals: { "lambda:SourceFunctionArn": arnsOf(deployment).function(name) } },
  });
}

function allow(actions: string[], resource: string): Statement {
  return { Effect: "Allow", Action: actions, Resource: [resource] };
}
