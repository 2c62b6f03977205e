import type { Need } from "../iam/evaluate.ts";
import { functionArn, type Identity } from "../identity.ts";

const FUNCTION_NAME =
  /^(?:arn:aws[\w-]*:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * The function's plain name, from what callers may write: name, partial ARN or ARN, each with an optional qualifier.
 * Undefined when it is none of them.
 */
export function functionNameOf(reference: string): string | undefined {
  return FUNCTION_NAME.exec(reference)?.[1];
}

/** What a caller has to be allowed for calling a function: at the version or alias that the reference names, if any. */
export function invokeNeed(identity: Identity, reference: string): Need {
  const [, name = "", qualifier] = FUNCTION_NAME.exec(reference) ?? [];
  const resource = functionArn(identity, qualifier === undefined ? name : `${name}:${qualifier}`);
  return { action: "lambda:InvokeFunction", resource };
}
