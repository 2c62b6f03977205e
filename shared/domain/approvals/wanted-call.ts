import type { Json } from "../../contracts/json.ts";
import type { Tool } from "../../contracts/tool.ts";

/** A call that a node wants to make. */
export interface WantedCall {
  stepNo: number;
  tool: Tool;
  input: Json;
}

/** `input` is what was approved: the approver may have changed it. */
export type Leave = { kind: "granted"; input: Json; edited: boolean } | { kind: "refused"; message: string };
