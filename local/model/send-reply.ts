import type { ServerResponse } from "node:http";
import { sendJson } from "../loopback/start-loopback-server.ts";
import type { ErrorReply, ModelCall, Reply } from "./exchange.ts";
import type { AnswerHead } from "./openai-response.ts";
import { sendFault } from "./send-fault.ts";
import { startStream, wires } from "./wire.ts";

/** Sends one reply in the protocol of its call. */
export async function sendReply(
  response: ServerResponse,
  call: ModelCall,
  reply: Reply,
  head: AnswerHead,
): Promise<void> {
  const wire = wires[call.protocol];
  if (reply.kind === "error") return sendJson(response, reply.status, wire.error(reply), errorHeaders(reply));
  if (reply.kind === "fault") return sendFault(response, call, reply, head);
  if (!call.stream) return sendJson(response, 200, wire.body(reply.answer, head));
  startStream(response);
  for (const event of wire.events(reply.answer, head)) response.write(event);
  response.end();
}

function errorHeaders(reply: ErrorReply): Record<string, string> {
  return {
    ...(reply.retryAfter !== undefined && { "retry-after": reply.retryAfter }),
    ...(reply.permanent === true && { "x-should-retry": "false" }),
  };
}
