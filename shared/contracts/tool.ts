import type { Json, JsonSchema } from "./json.ts";

/** What calling a tool does to the world. `irreversible` is never retried without the provider's own idempotency. */
export const toolEffects = ["read", "write", "irreversible"] as const;
export type ToolEffect = (typeof toolEffects)[number];

/** What is known of a tool without running it; names are dotted: `shopify.get_order`. */
export interface ToolDefinition {
  name: string;
  description: string;
  effect: ToolEffect;
  /** True: it runs only with a single-use grant that an approval minted. */
  requiresApproval: boolean;
  /** True: every agent may use it without a grant (reads nothing but its own input). */
  safe: boolean;
  input: JsonSchema;
  output?: JsonSchema;
  timeoutMs: number;
}

/** Who calls, and under which key the effect happens once. */
export interface ToolCallContext {
  tenantId: string;
  runId: string;
  nodePath: string;
  /** Stable over retry and redrive: `<runId>/<nodePath>/<stepNo>`. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/**
 * A tool. `run` gets input that has passed the input schema.
 * @throws ToolFailedError, ToolTimeoutError, ToolUnavailableError
 */
export interface Tool extends ToolDefinition {
  run(input: Json, context: ToolCallContext): Promise<Json>;
}
