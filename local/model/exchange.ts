import type { JsonSchema } from "../../shared/contracts/json.ts";
import type { ModelMessage, ModelResponse, ModelTool, ModelUsage } from "../../shared/contracts/model.ts";

/** One request to the server, whatever protocol it came in. Tool names are as they were on the wire. */
export interface ModelCall {
  protocol: "openai" | "anthropic";
  model: string;
  messages: ModelMessage[];
  tools: ModelTool[];
  /** `any`: some tool has to be called; a name: that one. */
  toolChoice: "auto" | "none" | "any" | { name: string };
  /** `schema` is null where JSON is asked for and no schema is given. */
  output: { name: string; schema: JsonSchema | null } | null;
  stream: boolean;
  maxOutputTokens: number | null;
}

export interface AnswerToolCall {
  id: string;
  name: string;
  /** JSON text, or what a script says instead of it. */
  arguments: string;
}

export interface ModelAnswer {
  text: string;
  toolCalls: AnswerToolCall[];
  finishReason: ModelResponse["finishReason"];
  usage: ModelUsage;
}

/** Ways in which a server's answer can be broken on the wire. */
export const faults = [
  "hang",
  "stall",
  "cut",
  "reset",
  "empty_body",
  "html",
  "invalid_json",
  "missing_fields",
  "wrong_types",
  "huge",
] as const;
export type Fault = (typeof faults)[number];

export interface ErrorReply {
  kind: "error";
  status: number;
  type: string;
  message: string;
  code?: string;
  /** As the `Retry-After` header says it. */
  retryAfter?: string;
  /** True: clients are told by `x-should-retry: false` that trying again is of no use. */
  permanent?: boolean;
}

export type Reply =
  | { kind: "answer"; answer: ModelAnswer }
  | { kind: "fault"; fault: Fault; answer: ModelAnswer }
  | ErrorReply;

/** What answers: a script, or the offline model. */
export interface Brain {
  /** The names that `GET /v1/models` lists; the first one answers whatever other name is asked for. */
  models: { id: string; description: string }[];
  reply(call: ModelCall): { reply: Reply; delayMs: number };
}
