import * as apigateway from "aws-cdk-lib/aws-apigateway";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { Posture } from "../config/postures.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { acknowledge } from "./acknowledge.ts";
import { explicitRole } from "./explicit-role.ts";
import { storeRemoval } from "./removal-policy.ts";

const stageName = "live";

export interface BrokerApiProps {
  deployment: Deployment;
  posture: Posture;
  vpcEndpoint: ec2.InterfaceVpcEndpoint;
  topology: Topology;
}

/**
 * The private API of the sandbox: `POST /<function>` for each function that is started by `private-http`, and
 * `GET /health`, by which a program's supervisor sees that it reaches the API before it waits for work.
 */
export class BrokerApi extends Construct {
  readonly url: string;

  private readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: BrokerApiProps) {
    super(scope, id);
    this.api = this.createApi(props);
    this.addHealth();
    const names = Object.keys(props.topology.functions).filter((name) => isPrivate(name, props.topology));
    if (names.length > 0) this.addFunctions(names, props.deployment);
    const { region } = props.deployment;
    const host = `${this.api.restApiId}-${props.vpcEndpoint.vpcEndpointId}.execute-api.${region}.amazonaws.com`;
    this.url = `https://${host}/${stageName}`;
    acknowledgeFindings(this.api);
  }

  private createApi({ deployment, posture, vpcEndpoint }: BrokerApiProps): apigateway.RestApi {
    const name = `${deployment.namePrefix}broker`;
    const accessLog = new logs.LogGroup(this, "access-log", {
      logGroupName: `/hil/${name}-access`,
      retention: posture.logRetentionDays,
      removalPolicy: storeRemoval(posture),
    });
    return new apigateway.RestApi(this, "api", {
      restApiName: name,
      description: "What programs in the sandbox may ask for",
      endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: [vpcEndpoint] },
      policy: onlyThrough(vpcEndpoint),
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        tracingEnabled: true,
      },
    });
  }

  private addHealth(): void {
    const integration = new apigateway.MockIntegration({
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      integrationResponses: [
        { statusCode: "200", responseTemplates: { "application/json": '{"status": "ok"}' } },
      ],
    });
    const methodResponses = [{ statusCode: "200" }];
    this.api.root.addResource("health").addMethod("GET", integration, { methodResponses });
  }

  /** The API takes a role to invoke functions, so that it can be made before they are. */
  private addFunctions(names: string[], deployment: Deployment): void {
    const { liveFunction } = arnsOf(deployment);
    const credentialsRole = explicitRole(this, "gateway-role", {
      name: `${deployment.namePrefix}broker-gateway`,
      description: "Invokes the functions behind the sandbox's API",
      service: "apigateway.amazonaws.com",
      conditions: { StringEquals: { "aws:SourceAccount": deployment.accountId } },
      allow: [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: names.map(liveFunction) }],
    });
    for (const name of names) {
      const integration = new apigateway.Integration({
        type: apigateway.IntegrationType.AWS_PROXY,
        integrationHttpMethod: "POST",
        uri: invocationUri(liveFunction(name), deployment),
        options: { credentialsRole },
      });
      this.api.root.addResource(name).addMethod("POST", integration);
    }
  }
}

function isPrivate(name: string, { functions }: Topology): boolean {
  return functions[name]?.startedBy?.includes("private-http") === true;
}

function onlyThrough({ vpcEndpointId }: ec2.InterfaceVpcEndpoint): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ["execute-api:Invoke"],
        resources: ["execute-api:/*"],
        conditions: { StringEquals: { "aws:SourceVpce": vpcEndpointId } },
      }),
    ],
  });
}

/** The path under which API Gateway invokes a function. */
function invocationUri(functionArn: string, { partition, region }: Deployment): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

function acknowledgeFindings(api: apigateway.RestApi): void {
  const capability =
    "The function behind it checks the program's signed capability, which names what it may ask.";
  acknowledge(api, {
    APIG2: "The function behind it checks every request against the contract.",
    APIG3: "Nothing but the sandbox's own subnets can reach it.",
    APIG4: capability,
    COG4: capability,
  });
}
