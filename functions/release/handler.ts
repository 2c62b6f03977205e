import { issueKeySchema, releasePropertiesSchema } from "../../shared/contracts/release.ts";
import { customResourceHandler } from "../../shared/runtime/custom-resource-handler.ts";
import { issueKey } from "./issue-key.ts";
import { release } from "./release.ts";

const applyRelease = customResourceHandler({
  physicalId: "release",
  properties: releasePropertiesSchema,
  timeoutMs: 14 * 60_000,
  apply: release,
});

/** CloudFormation's custom resource; or an operator, who asks for an API key. */
export const handler = async (event: unknown): Promise<unknown> => {
  const isOrder = typeof event === "object" && event !== null && "issueKey" in event;
  return isOrder ? issueKey(issueKeySchema.parse(event).issueKey) : applyRelease(event);
};
