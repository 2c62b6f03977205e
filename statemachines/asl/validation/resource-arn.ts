type Pattern = "" | ".sync" | ".sync:2" | ".waitForTaskToken";

const REQUEST: Pattern[] = [""];
const JOB: Pattern[] = ["", ".sync"];
const CALLBACK: Pattern[] = ["", ".waitForTaskToken"];

/**
 * The optimized integrations, with what each may be followed by.
 * Source: the AWS Step Functions developer guide, "Integrating optimized services".
 */
const OPTIMIZED: Readonly<Record<string, Readonly<Record<string, Pattern[]>>>> = {
  apigateway: of(CALLBACK, "invoke"),
  athena: {
    ...of(JOB, "startQueryExecution"),
    ...of(REQUEST, "stopQueryExecution", "getQueryExecution", "getQueryResults"),
  },
  batch: of(JOB, "submitJob"),
  bedrock: { ...of(REQUEST, "invokeModel"), ...of(JOB, "createModelCustomizationJob") },
  codebuild: {
    ...of(JOB, "startBuild", "startBuildBatch", "retryBuildBatch"),
    ...of(REQUEST, "stopBuild", "stopBuildBatch", "deleteBuildBatch", "batchDeleteBuilds", "batchGetReports"),
  },
  databrew: of(JOB, "startJobRun"),
  dynamodb: of(REQUEST, "getItem", "putItem", "deleteItem", "updateItem"),
  ecs: of(["", ".sync", ".waitForTaskToken"], "runTask"),
  eks: {
    ...of(JOB, "createCluster", "deleteCluster", "createFargateProfile", "deleteFargateProfile"),
    ...of(JOB, "createNodegroup", "deleteNodegroup", "runJob"),
    ...of(REQUEST, "call"),
  },
  elasticmapreduce: {
    ...of(JOB, "createCluster", "terminateCluster", "addStep"),
    ...of(REQUEST, "cancelStep", "setClusterTerminationProtection"),
    ...of(REQUEST, "modifyInstanceFleetByName", "modifyInstanceGroupByName"),
  },
  "emr-containers": {
    ...of(JOB, "deleteVirtualCluster", "startJobRun"),
    ...of(REQUEST, "createVirtualCluster"),
  },
  "emr-serverless": {
    ...of(JOB, "createApplication", "startApplication", "stopApplication", "deleteApplication"),
    ...of(JOB, "startJobRun", "cancelJobRun"),
  },
  events: of(CALLBACK, "putEvents"),
  glue: of(JOB, "startJobRun"),
  http: of(REQUEST, "invoke"),
  lambda: of(CALLBACK, "invoke"),
  mediaconvert: of(JOB, "createJob"),
  sagemaker: {
    ...of(JOB, "createHyperParameterTuningJob", "createLabelingJob", "createProcessingJob"),
    ...of(JOB, "createTrainingJob", "createTransformJob"),
    ...of(REQUEST, "createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint"),
  },
  sns: of(CALLBACK, "publish"),
  sqs: of(CALLBACK, "sendMessage"),
  states: of(["", ".sync", ".sync:2", ".waitForTaskToken"], "startExecution"),
};

function of(patterns: Pattern[], ...actions: string[]): Record<string, Pattern[]> {
  return Object.fromEntries(actions.map((action) => [action, patterns]));
}

const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:\S+$/;
const FUNCTION = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:\s]+(:[^:\s]+)?$/;
const ACTIVITY = /^arn:[^:]+:states:[^:]+:[^:]+:activity:[^:\s]+$/;
const SDK_CALL = /^arn:[^:]+:states:[^:]*:[^:]*:aws-sdk:[a-z0-9]+:[a-z][A-Za-z0-9]*(\.waitForTaskToken)?$/;
const SERVICE_CALL =
  /^arn:[^:]+:states:[^:]*:[^:]*:([a-z-]+):([a-z][A-Za-z]*)(\.sync|\.sync:2|\.waitForTaskToken)?$/;

/** What is wrong with a Task's `Resource`, in Step Functions' words; `undefined` when nothing is. */
export function resourceProblem(resource: string): string | undefined {
  if (!ARN.test(resource)) return "Value is not a valid resource ARN";
  const isKnown = FUNCTION.test(resource) || ACTIVITY.test(resource) || SDK_CALL.test(resource);
  if (isKnown || isOptimized(resource)) return undefined;
  return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

function isOptimized(resource: string): boolean {
  const [, service, action, pattern = ""] = SERVICE_CALL.exec(resource) ?? [];
  if (service === undefined || action === undefined || !Object.hasOwn(OPTIMIZED, service)) return false;
  const actions = OPTIMIZED[service]!;
  return Object.hasOwn(actions, action) && actions[action]!.includes(pattern as Pattern);
}
