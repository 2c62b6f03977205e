import { CfnOutput, Duration } from "aws-cdk-lib";
import {
  AccessLogField,
  AccessLogFormat,
  type CfnRestApi,
  type CfnStage,
  EndpointAccessMode,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { acknowledge } from "../constructs/acknowledge.ts";
import { Firewall } from "../constructs/firewall.ts";
import { storeRemoval } from "../constructs/removal-policy.ts";
import { arnsOf } from "../deployment.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

/** The stage that everything is deployed to. */
export const stageName = "live";
/** A shield for the account's concurrency; what a key may ask is counted by the program. */
const throttling = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 };

/** No query string and no header: either may hold what nobody should find in a log. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    at: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    path: AccessLogField.contextPath(),
    status: AccessLogField.contextStatus(),
    responseBytes: AccessLogField.contextResponseLength(),
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    error: AccessLogField.contextErrorResponseType(),
    wafStatus: AccessLogField.contextWafStatus(),
    traceId: AccessLogField.contextXrayTraceId(),
  }),
);

/** The public API: everything goes to the function that HTTP starts, which knows routes, credentials and limits. */
export class ApiStack extends EnvironmentStack {
  readonly restApi: RestApi;

  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { topology = deployed }: { topology?: Topology } = {},
  ) {
    super(scope, "api", config, "the public HTTP API");
    this.restApi = this.#createApi();
    this.#addRoutes(httpFunction(topology));
    this.#addExecutionLogGroup();
    if (this.posture.firewall) this.#addFirewall();
    acknowledge(this.restApi, {
      APIG2: "The program checks each request against its contract, on both hosts alike.",
      APIG4: "The program checks each request's credentials, on both hosts alike.",
      COG4: "People sign in at the operator's own OIDC issuer; the program checks its tokens.",
      ...(this.posture.firewall
        ? {}
        : {
            APIG3: "A firewall costs some 9 USD a month when idle; environments for development do without.",
          }),
    });
    new CfnOutput(this, "url", { value: this.restApi.url, description: "The API, as CloudFront reaches it" });
  }

  #createApi(): RestApi {
    const api = new RestApi(this, "api", {
      restApiName: `${this.deployment.namePrefix}api`,
      description: "HIL Agent System",
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      // The account's role for logs stands with what else watches.
      cloudWatchRole: false,
      // Streamed responses are neither compressed nor decoded by the gateway: CloudFront compresses, types need no list.
      deployOptions: {
        stageName,
        ...throttling,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(this.#logGroup("access", this.#accessLogName())),
        accessLogFormat,
      },
    });
    const cfnApi = api.node.defaultChild as CfnRestApi;
    cfnApi.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
    cfnApi.endpointAccessMode = EndpointAccessMode.STRICT;
    return api;
  }

  #addRoutes(functionName: string): void {
    const live = LambdaFunction.fromFunctionAttributes(this, "function", {
      functionArn: arnsOf(this.deployment).liveFunction(functionName),
      sameEnvironment: true,
    });
    const integration = new LambdaIntegration(live, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.seconds(29),
      // One permission for the API, not one for each method.
      scopePermissionToMethod: false,
    });
    this.restApi.root.addMethod("ANY", integration);
    this.restApi.root.addProxy({ anyMethod: true, defaultIntegration: integration });
  }

  #accessLogName(): string {
    return `/aws/apigateway/${this.deployment.namePrefix}api-access`;
  }

  /** API Gateway would make it by itself, and keep it for ever. */
  #addExecutionLogGroup(): void {
    const name = `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${stageName}`;
    const logGroup = this.#logGroup("execution", name);
    const stage = this.restApi.deploymentStage.node.defaultChild as CfnStage;
    stage.node.addDependency(logGroup);
  }

  #logGroup(id: string, logGroupName: string): LogGroup {
    return new LogGroup(this, `${id}-logs`, {
      logGroupName,
      retention: this.posture.logRetentionDays,
      removalPolicy: storeRemoval(this.posture),
    });
  }

  #addFirewall(): void {
    new Firewall(this, "firewall", {
      posture: this.posture,
      deployment: this.deployment,
      stageArn: this.restApi.deploymentStage.stageArn,
    });
  }
}

function httpFunction({ functions }: Topology): string {
  const [name, ...others] = Object.keys(functions).filter((each) =>
    functions[each]?.startedBy?.includes("http"),
  );
  if (name === undefined || others.length > 0)
    throw new Error("The topology needs exactly one function that HTTP starts.");
  return name;
}
