import { arnsOf, type Deployment } from "../deployment.ts";

/** What stands in one stack and is named in another: the image's repository and the log, by name and ARN. */
export function sandboxNames(deployment: Deployment) {
  const { partition, region, accountId, namePrefix } = deployment;
  const repository = `${namePrefix}sandbox`;
  const logGroup = `/hil/${repository}`;
  return {
    repository,
    repositoryArn: `arn:${partition}:ecr:${region}:${accountId}:repository/${repository}`,
    logGroup,
    logStreamArns: `${arnsOf(deployment).logGroup(logGroup)}:log-stream:${streamPrefix}/*`,
    streamPrefix,
  };
}

const streamPrefix = "program";

/** What pulling an image takes, beside a token for the registry. */
export const pullActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:GetDownloadUrlForLayer",
  "ecr:BatchGetImage",
];
/** What writing the log takes. */
export const logActions = ["logs:PutLogEvents", "logs:CreateLogStream"];
