import type * as z from "zod";
import {
  type CustomResourceAnswer,
  type CustomResourceEvent,
  customResourceEventSchema,
} from "../contracts/custom-resource.ts";
import { InvalidInputError, RetryableError } from "../contracts/errors.ts";
import { createBoundedFetch } from "./egress/bounded-fetch.ts";
import { safeError } from "./safe-error.ts";

export interface CustomResource<Properties> {
  /** Never changes, so CloudFormation never replaces the resource. */
  physicalId: string;
  properties: z.ZodType<Properties>;
  /** Shorter than the function's own timeout: CloudFormation hears of work that takes too long. */
  timeoutMs: number;
  /** Creates or updates; `old` is what stood before an update. Doing it again changes nothing. */
  apply: (properties: Properties, old: Properties | null) => Promise<void>;
}

const send = createBoundedFetch({ timeoutMs: 20_000, idleTimeoutMs: 10_000, maxResponseBytes: 65_536 });
const mostTries = 3;

/**
 * A Lambda handler for a CloudFormation custom resource. Its answer is a PUT to the URL in the event; without one a stack
 * waits for an hour, so whatever goes wrong is answered too, with a reason that is safe to show. Deleting the resource
 * changes nothing.
 */
export function customResourceHandler<Properties>(
  resource: CustomResource<Properties>,
): (event: unknown) => Promise<void> {
  return async (event) => {
    const request = customResourceEventSchema.parse(event);
    await deliver(request.ResponseURL, await answerTo(request, resource));
  };
}

async function answerTo<Properties>(
  request: CustomResourceEvent,
  resource: CustomResource<Properties>,
): Promise<CustomResourceAnswer> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = resource.physicalId } = request;
  const ids = { PhysicalResourceId, StackId, RequestId, LogicalResourceId };
  try {
    if (request.RequestType !== "Delete") await applyInTime(request, resource);
    return { Status: "SUCCESS", Reason: "Done.", ...ids };
  } catch (error) {
    const { logger } = await import("./logger.ts");
    logger().error("custom resource failed", { requestType: request.RequestType, cause: error as Error });
    const { name, message } = safeError(error);
    return { Status: "FAILED", Reason: `${name}: ${message}`, ...ids };
  }
}

async function applyInTime<Properties>(
  request: CustomResourceEvent,
  { properties, apply, timeoutMs }: CustomResource<Properties>,
): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const error = new RetryableError(`It took longer than ${timeoutMs / 1000} s.`);
  const timer = setTimeout(() => reject(error), timeoutMs);
  try {
    const wanted = readProperties(request.ResourceProperties, properties);
    // Those of an earlier release may have been other ones.
    const old = properties.safeParse(request.OldResourceProperties).data ?? null;
    await Promise.race([apply(wanted, old), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws InvalidInputError naming what is wrong */
function readProperties<Properties>(given: unknown, schema: z.ZodType<Properties>): Properties {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new InvalidInputError(`The resource's properties cannot be used: ${problems.join("; ")}`);
}

/** @throws RetryableError: Lambda invokes the function again, which does the work again and answers */
async function deliver(url: string, answer: CustomResourceAnswer): Promise<void> {
  // Bytes have no content type of their own, and the URL is signed for none.
  const body = new TextEncoder().encode(JSON.stringify(answer));
  for (let tries = 1; ; tries += 1) {
    const status = await send(url, { method: "PUT", body }).then(
      (response) => response.status,
      (error: unknown) => safeError(error).name,
    );
    if (status === 200) return;
    if (tries === mostTries) throw new RetryableError(`CloudFormation did not take the answer (${status}).`);
  }
}
