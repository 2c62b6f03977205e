const FUNCTION_NAME =
  /^(?:arn:aws[\w-]*:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::(?:\$LATEST|[\w-]+))?$/;

/**
 * The function's plain name, from what callers may write: name, partial ARN or ARN, each with an optional qualifier.
 * Undefined when it is none of them.
 */
export function functionNameOf(reference: string): string | undefined {
  return FUNCTION_NAME.exec(reference)?.[1];
}
