import type { IDistribution } from "aws-cdk-lib/aws-cloudfront";
import { ARecord, AaaaRecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";

type Domain = NonNullable<EnvironmentConfig["domain"]>;

/** The domain's address, for both kinds of addresses, where Route 53 has its zone. */
export class AliasRecords extends Construct {
  constructor(scope: Construct, id: string, { name, hostedZone }: Domain, distribution: IDistribution) {
    super(scope, id);
    if (hostedZone === undefined) throw new Error(`${name} has no hosted zone.`);
    const zone = HostedZone.fromHostedZoneAttributes(this, "zone", {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, "ipv4", { zone, recordName: `${name}.`, target });
    new AaaaRecord(this, "ipv6", { zone, recordName: `${name}.`, target });
  }
}
