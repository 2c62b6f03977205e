import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from "aws-cdk-lib/aws-codedeploy";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { explicitRole } from "./explicit-role.ts";
import type { HilFunction } from "./hil-function.ts";

export interface FunctionReleasesProps {
  /** Of every function that is released. */
  names: string[];
  release: Posture["release"];
  deployment: Deployment;
}

const configs: Record<Posture["release"], ILambdaDeploymentConfig> = {
  "all-at-once": LambdaDeploymentConfig.ALL_AT_ONCE,
  "canary-10-percent-5-minutes": LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  "canary-10-percent-15-minutes": LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
};

/** Moves the live aliases of functions to their new versions, and back when their alarm goes off. */
export class FunctionReleases extends Construct {
  readonly #application: LambdaApplication;
  readonly #role: IRole;
  readonly #props: FunctionReleasesProps;

  constructor(scope: Construct, id: string, props: FunctionReleasesProps) {
    super(scope, id);
    this.#props = props;
    const { namePrefix } = props.deployment;
    this.#application = new LambdaApplication(this, "application", {
      applicationName: `${namePrefix}functions`,
    });
    this.#role = releaseRole(this, props);
  }

  add(name: string, { alias, alarm }: HilFunction): LambdaDeploymentGroup {
    const { release, deployment } = this.#props;
    return new LambdaDeploymentGroup(this, name, {
      application: this.#application,
      deploymentGroupName: `${deployment.namePrefix}${name}`,
      deploymentConfig: configs[release],
      role: this.#role,
      alias,
      alarms: [alarm],
      autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
    });
  }
}

function releaseRole(scope: Construct, { names, deployment }: FunctionReleasesProps): IRole {
  const arns = arnsOf(deployment);
  return explicitRole(scope, "role", {
    name: `${deployment.namePrefix}function-releases`,
    description: "Moves the live aliases of functions",
    service: "codedeploy.amazonaws.com",
    allow: [
      {
        Effect: "Allow",
        Action: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
        Resource: names.flatMap((name) => [arns.function(name), arns.liveFunction(name)]),
      },
      { Effect: "Allow", Action: ["cloudwatch:DescribeAlarms"], Resource: ["*"] },
    ],
  });
}
