import * as ecs from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import { explicitRole } from "./explicit-role.ts";
import { logActions, pullActions, sandboxNames } from "./sandbox-names.ts";

export interface SandboxTaskProps {
  deployment: Deployment;
  family: string;
  image: string;
}

/** The user `nobody`. */
const nobody = "65534:65534";

/**
 * The task that runs a program: no task role, so no credentials inside; nothing writable but `/tmp`; no user, capability or
 * address that it could do harm with.
 */
export class SandboxTask extends Construct {
  readonly family: string;

  constructor(scope: Construct, id: string, props: SandboxTaskProps) {
    super(scope, id);
    this.family = props.family;
    new ecs.CfnTaskDefinition(this, "definition", {
      family: props.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      cpu: "512",
      memory: "1024",
      executionRoleArn: this.createExecutionRole(props.deployment).roleArn,
      volumes: [{ name: "tmp" }],
      containerDefinitions: [containerOf(props)],
    });
  }

  /** Of ECS itself, to pull the image and write the log; the program never holds it. */
  private createExecutionRole(deployment: Deployment) {
    const { partition, region, accountId } = deployment;
    const { repository, repositoryArn, logStreamArns } = sandboxNames(deployment);
    return explicitRole(this, "execution-role", {
      name: `${repository}-execution`,
      description: "Pulls the sandbox's image and writes its log",
      service: "ecs-tasks.amazonaws.com",
      conditions: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${accountId}:*` },
      },
      allow: [
        { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
        { Effect: "Allow", Action: pullActions, Resource: [repositoryArn] },
        { Effect: "Allow", Action: logActions, Resource: [logStreamArns] },
      ],
    });
  }
}

function containerOf({
  image,
  deployment,
}: SandboxTaskProps): ecs.CfnTaskDefinition.ContainerDefinitionProperty {
  const { logGroup, streamPrefix } = sandboxNames(deployment);
  return {
    name: "program",
    image,
    essential: true,
    cpu: 512,
    memory: 512,
    user: nobody,
    privileged: false,
    readonlyRootFilesystem: true,
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
    linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup,
        "awslogs-region": deployment.region,
        "awslogs-stream-prefix": streamPrefix,
      },
    },
  };
}
