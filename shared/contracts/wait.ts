import type { AllowedDeciders } from "./allowed-deciders.ts";
import type { WaitTerms } from "./approval.ts";
import type { Json, JsonSchema } from "./json.ts";

/** Everything a state machine waits for outside itself. Opened by one function, settled by one use case. */
export const waitKinds = ["human", "approval", "budget", "sandbox"] as const;
export type WaitKind = (typeof waitKinds)[number];

export const waitStatuses = ["open", "decided", "expired", "cancelled"] as const;
export type WaitStatus = (typeof waitStatuses)[number];

/** A wait as the server stores it. The task token stands beside it in the store and never leaves the server. */
export interface Wait {
  /** 128-bit random; what people see. */
  waitId: string;
  tenantId: string;
  runId: string;
  /** The node; of a call that needs approval `<node>/<stepNo>`. */
  nodePath: string;
  kind: WaitKind;
  question: string;
  /** JSON Schema of the answer. */
  form: JsonSchema;
  /** What the person needs to see to decide: outputs of the nodes before, by node id. */
  evidence: { [nodeId: string]: Json };
  allowed: AllowedDeciders;
  status: WaitStatus;
  openedAtMs: number;
  expiresAtMs: number | null;
  decidedAtMs: number | null;
  decidedBy: string | null;
  answer: Json;
  terms: WaitTerms;
}
