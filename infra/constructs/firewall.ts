import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { storeRemoval } from "./removal-policy.ts";

export interface FirewallProps {
  posture: Posture;
  deployment: Deployment;
  /** ARN of the API's stage. */
  stageArn: string;
}

/**
 * Requests in five minutes. Keys have their own limit; these are for floods. Behind CloudFront an address is one of its own,
 * and a client may be an office of people or a customer's server with many keys.
 */
const mostByAddress = 100_000;
const mostByClient = 30_000;

/**
 * Customers may write anything into a message, markup and addresses too, and what they write is never markup or an address
 * to us; and a workflow's source is longer than 8 KB. Rules that look into bodies for these count and do not block.
 */
const countedBodyRules = [
  "SizeRestrictions_BODY",
  "CrossSiteScripting_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "EC2MetaDataSSRF_BODY",
];

/** A web application firewall before the API: a shield against floods and known attacks, not its authorisation. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { posture, deployment, stageArn }: FirewallProps) {
    super(scope, id);
    const name = `${deployment.namePrefix}api`;
    const acl = new CfnWebACL(this, "acl", {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(name),
      rules: [
        rateRule(0, "by-address", { limit: mostByAddress, aggregateKeyType: "IP" }),
        // CloudFront asks for many clients from one address; whom it asks for may be made up, so the first rule stays.
        rateRule(1, "by-client", {
          limit: mostByClient,
          aggregateKeyType: "FORWARDED_IP",
          forwardedIpConfig: { headerName: "X-Forwarded-For", fallbackBehavior: "NO_MATCH" },
        }),
        managedRule(2, "AWSManagedRulesKnownBadInputsRuleSet"),
        managedRule(3, "AWSManagedRulesCommonRuleSet", countedBodyRules),
      ],
    });
    new CfnWebACLAssociation(this, "association", { resourceArn: stageArn, webAclArn: acl.attrArn });
    this.#addLogs(acl, posture, deployment);
  }

  /** What was blocked and counted, without credentials. */
  #addLogs(acl: CfnWebACL, posture: Posture, deployment: Deployment): void {
    const logs = new LogGroup(this, "logs", {
      // WAF takes no other beginning.
      logGroupName: `aws-waf-logs-${deployment.namePrefix}api`,
      retention: posture.logRetentionDays,
      removalPolicy: storeRemoval(posture),
    });
    const config = new CfnLoggingConfiguration(this, "logging", {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [arnsOf(deployment).logGroup(logs.logGroupName)],
      redactedFields: ["authorization", "x-api-key", "cookie"]
        .map((Name): object => ({ singleHeader: { Name } }))
        .concat({ queryString: {} }),
      loggingFilter: {
        DefaultBehavior: "DROP",
        Filters: [
          {
            Behavior: "KEEP",
            Requirement: "MEETS_ANY",
            Conditions: ["BLOCK", "COUNT"].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
    config.node.addDependency(logs);
  }
}

function rateRule(
  priority: number,
  name: string,
  rateBasedStatement: CfnWebACL.RateBasedStatementProperty,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement },
    visibilityConfig: visibility(name),
  };
}

function managedRule(priority: number, name: string, counted: string[] = []): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
