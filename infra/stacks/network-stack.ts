import { Validations } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { closedGroup } from "../constructs/closed-group.ts";
import { SandboxNetwork } from "../constructs/sandbox-network.ts";
import { storeRemoval } from "../constructs/removal-policy.ts";
import { subnetGroups } from "../constructs/subnet-groups.ts";
import { EnvironmentStack } from "./environment-stack.ts";

const postgresPort = 5432;

/**
 * Where the parts reach each other: functions leave by NAT, the database and the sandbox have no route to the internet.
 */
export class NetworkStack extends EnvironmentStack {
  readonly vpc: ec2.IVpc;
  readonly functionSecurityGroup: ec2.SecurityGroup;
  readonly databaseSecurityGroup: ec2.SecurityGroup;
  /** Only with code agents. */
  readonly sandbox: SandboxNetwork | null;

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, "network", config, "subnets, endpoints and security groups");
    this.vpc = this.createVpc();
    const reason = "Zones are configured, so that synthesis looks nothing up in an account.";
    Validations.of(this.vpc).acknowledge({ id: "CloudFormation-Validate::W3010", reason });
    this.addGatewayEndpoints();
    this.addFlowLogs();
    this.functionSecurityGroup = closedGroup(this, "functions", this.vpc, "Functions that use the database");
    this.databaseSecurityGroup = closedGroup(this, "database", this.vpc, "The database");
    this.connectGroups();
    this.sandbox = config.codeAgents === null ? null : this.createSandboxNetwork(config.codeAgents);
  }

  private createVpc(): ec2.IVpc {
    const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
    const sandbox = { name: subnetGroups.sandbox, subnetType: PRIVATE_ISOLATED, cidrMask: 24 };
    return new ec2.Vpc(this, "vpc", {
      vpcName: `${this.deployment.namePrefix}vpc`,
      ipAddresses: ec2.IpAddresses.cidr("10.0.0.0/16"),
      availabilityZones: this.config.availabilityZones,
      natGateways: this.posture.natGateways === "one" ? 1 : this.config.availabilityZones.length,
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: subnetGroups.public, subnetType: PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: subnetGroups.functions, subnetType: PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: subnetGroups.database, subnetType: PRIVATE_ISOLATED, cidrMask: 24 },
        ...(this.config.codeAgents === null ? [] : [sandbox]),
      ],
    }) as ec2.IVpc;
  }

  /** They cost nothing, and what goes through them costs no NAT. */
  private addGatewayEndpoints(): void {
    const subnets = [{ subnetGroupName: subnetGroups.functions }];
    this.vpc.addGatewayEndpoint("s3", { service: ec2.GatewayVpcEndpointAwsService.S3, subnets });
    this.vpc.addGatewayEndpoint("dynamodb", { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB, subnets });
  }

  private addFlowLogs(): void {
    const logGroup = new logs.LogGroup(this, "flow-log-group", {
      logGroupName: `/hil/${this.config.environment}/network-flows`,
      retention: this.posture.logRetentionDays,
      removalPolicy: storeRemoval(this.posture),
    });
    const destination = ec2.FlowLogDestination.toCloudWatchLogs(logGroup);
    // Ten minutes to a record: what flows is looked at after something happened, and shorter costs more.
    const maxAggregationInterval = ec2.FlowLogMaxAggregationInterval.TEN_MINUTES;
    this.vpc.addFlowLog("flow-log", { destination, maxAggregationInterval });
  }

  private connectGroups(): void {
    this.functionSecurityGroup.addEgressRule(
      ec2.Peer.anyIpv4(),
      ec2.Port.tcp(443),
      "AWS, model providers, tools",
    );
    if (this.config.mail?.by === "smtp")
      this.functionSecurityGroup.addEgressRule(
        ec2.Peer.anyIpv4(),
        ec2.Port.tcp(this.config.mail.port),
        "The mail server",
      );
    this.functionSecurityGroup.addEgressRule(
      this.databaseSecurityGroup,
      ec2.Port.tcp(postgresPort),
      "PostgreSQL",
    );
    this.databaseSecurityGroup.addIngressRule(
      this.functionSecurityGroup,
      ec2.Port.tcp(postgresPort),
      "Functions",
    );
  }

  private createSandboxNetwork({
    s3PrefixListId,
  }: NonNullable<EnvironmentConfig["codeAgents"]>): SandboxNetwork {
    const { deployment, config, posture, vpc } = this;
    // One network card an endpoint is billed by the hour: where one NAT is enough, one zone is.
    const zones = config.availabilityZones.slice(0, posture.natGateways === "one" ? 1 : undefined);
    return new SandboxNetwork(this, "sandbox", { vpc, deployment, availabilityZones: zones, s3PrefixListId });
  }
}
