import { errorNames } from "../../../shared/contracts/errors.ts";
import { hintForName } from "../../language/did-you-mean.ts";
import type { ParsedNode } from "../../language/parse-node.ts";
import type { ResolveContext } from "./context.ts";

/** Errors of Step Functions itself that authors may retry: the node took longer than its `timeout_seconds`. */
const stateErrors = ["States.Timeout"];

/** Names that a retry matches must be names that a node can fail with. */
export function checkRetry(node: ParsedNode, { diagnostics }: ResolveContext): void {
  const { retry } = node;
  if (retry === undefined) return;
  const known = [...errorNames, ...stateErrors];
  for (const [index, name] of (retry.errors ?? []).entries()) {
    if (known.includes(name)) continue;
    const place = { path: [...node.path, "retry", "errors", index] };
    diagnostics.error(
      "unknown-error",
      `No node fails with "${name}".`,
      hintForName(name, known, "error"),
      place,
    );
  }
  if (retry.max_delay_seconds !== undefined && retry.max_delay_seconds <= Math.ceil(retry.backoff)) {
    const place = { path: [...node.path, "retry", "max_delay_seconds"] };
    diagnostics.error(
      "invalid-value",
      "The longest delay is not over the first one.",
      "Make `max_delay_seconds` more than `backoff`.",
      place,
    );
  }
}
