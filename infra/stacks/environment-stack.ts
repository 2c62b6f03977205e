import { Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { type Posture, postures } from "../config/postures.ts";
import { deploymentOf } from "../config/read-config.ts";
import type { Deployment } from "../deployment.ts";

/** A stack of one environment, named `hil-<environment>-<part>` and tagged as such. */
export class EnvironmentStack extends Stack {
  readonly config: EnvironmentConfig;
  readonly posture: Posture;
  readonly deployment: Deployment;

  constructor(scope: Construct, part: string, config: EnvironmentConfig, description: string) {
    super(scope, `hil-${config.environment}-${part}`, {
      env: { account: config.account, region: config.region },
      description: `HIL Agent System, ${config.environment}: ${description}`,
      terminationProtection: config.posture === "production",
    });
    this.config = config;
    this.posture = postures[config.posture];
    this.deployment = deploymentOf(config);
    Tags.of(this).add("application", "hil-agent-system");
    Tags.of(this).add("environment", config.environment);
    Tags.of(this).add("part", part);
  }

  /** As configured: nothing is looked up, so synthesis needs no account. */
  override get availabilityZones(): string[] {
    return this.config.availabilityZones;
  }
}
