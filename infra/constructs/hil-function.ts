import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { type ISecurityGroup, type IVpc, SubnetType } from "aws-cdk-lib/aws-ec2";
import {
  Alias,
  Architecture,
  Code,
  Function as LambdaFunction,
  type IVersion,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { join } from "node:path";
import type { FunctionSpec, Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import type { Posture } from "../config/postures.ts";
import { settingsEnvironment } from "../config/settings-environment.ts";
import { type Deployment, liveAlias } from "../deployment.ts";
import { accessEnvironment } from "../policies.ts";
import { functionErrorAlarm } from "./error-alarm.ts";
import { functionLogGroup, functionRole, usesDatabase } from "./function-role.ts";
import { storeRemoval } from "./removal-policy.ts";

/** Where functions that use the database stand. */
export interface FunctionNetwork {
  vpc: IVpc;
  functionSecurityGroup: ISecurityGroup;
}

export interface HilFunctionProps {
  name: string;
  spec: FunctionSpec;
  topology: Topology;
  config: EnvironmentConfig;
  posture: Posture;
  deployment: Deployment;
  network: FunctionNetwork;
  /** A folder with one folder for each function, whose `index.mjs` exports `handler`. */
  bundlesDir: string;
}

/** One function of the topology: its code, role, log group, live alias and alarm. */
export class HilFunction extends Construct {
  readonly function: LambdaFunction;
  readonly alias: Alias;
  readonly alarm: Alarm;

  constructor(scope: Construct, props: HilFunctionProps) {
    super(scope, props.name);
    const { name, spec, config, deployment } = props;
    const concurrency = config.reservedConcurrency[name];
    this.function = new LambdaFunction(this, "function", {
      functionName: `${deployment.namePrefix}${name}`,
      description: spec.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundlesDir, name)),
      handler: "index.handler",
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      environment: environmentOf(props),
      role: functionRole(this, props),
      logGroup: logGroupOf(this, props),
      tracing: Tracing.ACTIVE,
      // A release can be taken back at once: the version before stays.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...networkOf(props),
      ...(concurrency === undefined ? {} : { reservedConcurrentExecutions: concurrency }),
    });
    this.alias = new Alias(this, liveAlias, {
      aliasName: liveAlias,
      version: this.function.currentVersion as IVersion,
    });
    this.alarm = functionErrorAlarm(this, name, props);
  }
}

function environmentOf({
  name,
  spec,
  topology,
  config,
  deployment,
}: HilFunctionProps): Record<string, string> {
  return {
    ...settingsEnvironment(name, spec, config),
    ...accessEnvironment(name, topology, deployment),
    // Lambda's own bundle of authorities, which RDS's are among; Node does not read it by itself.
    ...(usesDatabase(name, topology) ? { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" } : {}),
  };
}

function logGroupOf(scope: Construct, { name, posture, deployment }: HilFunctionProps): LogGroup {
  return new LogGroup(scope, "logs", {
    logGroupName: functionLogGroup(name, deployment),
    retention: posture.logRetentionDays,
    removalPolicy: storeRemoval(posture),
  });
}

function networkOf({ name, topology, network }: HilFunctionProps) {
  if (!usesDatabase(name, topology)) return {};
  return {
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    securityGroups: [network.functionSecurityGroup],
  };
}
