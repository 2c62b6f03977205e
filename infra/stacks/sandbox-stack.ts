import * as ecr from "aws-cdk-lib/aws-ecr";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { BrokerApi } from "../constructs/broker-api.ts";
import { storeRemoval } from "../constructs/removal-policy.ts";
import type { SandboxNetwork } from "../constructs/sandbox-network.ts";
import { sandboxNames } from "../constructs/sandbox-names.ts";
import { SandboxTask } from "../constructs/sandbox-task.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

/** Where programs that models wrote run, and the one thing that they reach. Only with code agents. */
export class SandboxStack extends EnvironmentStack {
  /** What starting a program takes, as `RunTask` names it. */
  readonly runTask: {
    cluster: string;
    taskDefinition: string;
    networkConfiguration: {
      awsvpcConfiguration: { subnets: string[]; securityGroups: string[]; assignPublicIp: "DISABLED" };
    };
  };
  /** The broker's address, as programs in the sandbox reach it. */
  readonly brokerUrl: string;

  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    props: { network: { sandbox: SandboxNetwork | null }; imageTag: string; topology?: Topology },
  ) {
    super(scope, "sandbox", config, "the sandbox of code agents and its broker");
    const { sandbox } = props.network;
    if (sandbox === null) throw new Error("The network has no sandbox: codeAgents is not configured.");
    const { subnetIds, securityGroup, brokerEndpoint } = sandbox;
    const name = sandboxNames(this.deployment).repository;
    const task = this.createTask(name, props.imageTag);
    const topology = props.topology ?? deployed;
    const { deployment, posture } = this;
    const broker = new BrokerApi(this, "broker", {
      deployment,
      posture,
      vpcEndpoint: brokerEndpoint,
      topology,
    });
    this.brokerUrl = broker.url;
    this.runTask = {
      cluster: this.createCluster(name),
      taskDefinition: task.family,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: subnetIds,
          securityGroups: [securityGroup.securityGroupId],
          assignPublicIp: "DISABLED",
        },
      },
    };
  }

  private createCluster(clusterName: string): string {
    const clusterSettings = [{ name: "containerInsights", value: "enabled" }];
    new ecs.CfnCluster(this, "cluster", { clusterName, clusterSettings });
    return clusterName;
  }

  private createTask(family: string, imageTag: string): SandboxTask {
    const { deployment, posture } = this;
    const removalPolicy = storeRemoval(posture);
    const repository = new ecr.Repository(this, "repository", {
      repositoryName: family,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [{ description: "Images to go back to", maxImageCount: 20 }],
      removalPolicy,
      emptyOnDelete: posture.removal === "destroy",
    });
    new logs.LogGroup(this, "log-group", {
      logGroupName: sandboxNames(deployment).logGroup,
      retention: posture.logRetentionDays,
      removalPolicy,
    });
    const image = repository.repositoryUriForTag(imageTag);
    return new SandboxTask(this, "task", { deployment, family, image });
  }
}
