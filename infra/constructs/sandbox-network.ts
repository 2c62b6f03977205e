import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import { closedGroup } from "./closed-group.ts";
import { logActions, pullActions, sandboxNames } from "./sandbox-names.ts";
import { subnetGroups } from "./subnet-groups.ts";

export interface SandboxNetworkProps {
  vpc: ec2.IVpc;
  deployment: Deployment;
  /** The zones whose subnets get endpoints; programs run in these. */
  availabilityZones: string[];
  /** Of S3 in the region: `aws ec2 describe-managed-prefix-lists`. */
  s3PrefixListId: string;
}

/**
 * All that a program in the sandbox reaches: the broker's private API, and what pulls its image and takes its log. A
 * program brings credentials of its own in the worst case, so each endpoint admits nothing but this account's.
 */
export class SandboxNetwork extends Construct {
  readonly subnetIds: string[];
  readonly securityGroup: ec2.SecurityGroup;
  /** The private APIs' door. */
  readonly brokerEndpoint: ec2.InterfaceVpcEndpoint;

  private readonly props: SandboxNetworkProps;
  private readonly endpointSecurityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: SandboxNetworkProps) {
    super(scope, id);
    this.props = props;
    const { vpc } = props;
    this.subnetIds = vpc.selectSubnets(this.subnets()).subnetIds;
    this.securityGroup = closedGroup(this, "programs", vpc, "Programs in the sandbox");
    this.endpointSecurityGroup = closedGroup(this, "endpoints", vpc, "What programs in the sandbox reach");
    this.connectGroups();
    this.addImageLayers();
    this.addImagesAndLogs();
    this.brokerEndpoint = this.addBroker();
  }

  private subnets(): ec2.SubnetSelection {
    return { subnetGroupName: subnetGroups.sandbox, availabilityZones: this.props.availabilityZones };
  }

  private connectGroups(): void {
    const https = ec2.Port.tcp(443);
    this.endpointSecurityGroup.addIngressRule(this.securityGroup, https, "Programs in the sandbox");
    this.securityGroup.addEgressRule(this.endpointSecurityGroup, https, "Endpoints");
    this.securityGroup.addEgressRule(ec2.Peer.prefixList(this.props.s3PrefixListId), https, "Image layers");
  }

  /** ECR keeps layers in a bucket of its own; no other bucket can be read or written from here. */
  private addImageLayers(): void {
    const { vpc, deployment } = this.props;
    const endpoint = vpc.addGatewayEndpoint("sandbox-s3", {
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [{ subnetGroupName: subnetGroups.sandbox }],
    });
    const layers = `arn:${deployment.partition}:s3:::prod-${deployment.region}-starport-layer-bucket/*`;
    endpoint.addToPolicy(anybody(["s3:GetObject"], layers));
  }

  private addImagesAndLogs(): void {
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
    const { repositoryArn, logStreamArns } = sandboxNames(this.props.deployment);
    // Private names serve the whole network: functions call neither ECR nor, from inside it, the logs.
    for (const [id, service] of Object.entries({ "ecr-api": ECR, "ecr-docker": ECR_DOCKER })) {
      const endpoint = this.addEndpoint(id, service, true);
      endpoint.addToPolicy(this.ownAccount(["ecr:GetAuthorizationToken"], "*"));
      endpoint.addToPolicy(this.ownAccount(pullActions, repositoryArn));
    }
    const logs = this.addEndpoint("logs", CLOUDWATCH_LOGS, true);
    logs.addToPolicy(this.ownAccount(logActions, logStreamArns));
  }

  private addBroker(): ec2.InterfaceVpcEndpoint {
    const { partition, region, accountId } = this.props.deployment;
    // Without private names: they would hide every public API in the region from tools that functions call.
    const endpoint = this.addEndpoint("broker", ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, false);
    const ownApis = `arn:${partition}:execute-api:${region}:${accountId}:*`;
    endpoint.addToPolicy(anybody(["execute-api:Invoke"], ownApis));
    return endpoint;
  }

  private addEndpoint(id: string, service: ec2.InterfaceVpcEndpointAwsService, privateDnsEnabled: boolean) {
    return new ec2.InterfaceVpcEndpoint(this, id, {
      vpc: this.props.vpc,
      service,
      subnets: this.subnets(),
      securityGroups: [this.endpointSecurityGroup],
      open: false,
      privateDnsEnabled,
    });
  }

  private ownAccount(actions: string[], resource: string): iam.PolicyStatement {
    const statement = anybody(actions, resource);
    statement.addCondition("StringEquals", { "aws:PrincipalAccount": this.props.deployment.accountId });
    return statement;
  }
}

function anybody(actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: [resource] });
}
