import type { ToolDefinition } from "../../../shared/contracts/tool.ts";
import type { ApprovalConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import { resolveApproval } from "./approval.ts";
import type { ResolveContext } from "./context.ts";

/** Under which contract a node calls tools that need approval; undefined when it has none of them. */
export function callApproval(
  config: ApprovalConfig | undefined,
  tools: readonly Pick<ToolDefinition, "requiresApproval">[],
  path: Path,
  context: ResolveContext,
): ReturnType<typeof resolveApproval> | undefined {
  if (tools.some((tool) => tool.requiresApproval))
    return resolveApproval(config ?? {}, path, context, { requesterMayDecide: false, locals: ["arguments"] });
  if (config !== undefined)
    context.diagnostics.error(
      "unknown-key",
      "None of the node's tools needs an approval.",
      "Leave `approval` out.",
      {
        path,
        key: true,
      },
    );
  return undefined;
}
