import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Fault, ModelAnswer, ModelCall } from "./exchange.ts";
import type { AnswerHead } from "./openai-response.ts";
import { startStream, wires } from "./wire.ts";

const mebibyte = 1024 * 1024;
const hugeMebibytes = { body: 10, stream: 40 };

/** Breaks an answer on purpose, in the way a script asks for. */
export async function sendFault(
  response: ServerResponse,
  call: ModelCall,
  reply: { fault: Fault; answer: ModelAnswer },
  head: AnswerHead,
): Promise<void> {
  switch (reply.fault) {
    case "hang":
      return;
    case "reset":
      response.socket?.destroy();
      return;
    case "stall":
      response.write(startOfAnswer(response, call, reply.answer, head));
      return;
    case "cut":
      response.write(startOfAnswer(response, call, reply.answer, head), () => response.socket?.destroy());
      return;
    case "huge":
      return sendHuge(response, call.stream);
    case "html":
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html><body>Bad gateway</body></html>");
      return;
    default:
      sendGarbage(response, call, reply.fault);
  }
}

/** The head of the response, and about half of what should follow. */
function startOfAnswer(
  response: ServerResponse,
  call: ModelCall,
  answer: ModelAnswer,
  head: AnswerHead,
): string {
  const wire = wires[call.protocol];
  if (call.stream) {
    startStream(response);
    return [...wire.events(answer, head)].slice(0, 3).join("");
  }
  const text = JSON.stringify(wire.body(answer, head));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  return text.slice(0, text.length / 2);
}

const garbage = {
  empty_body: "",
  invalid_json: '{"choices": [{"message"',
  missing_fields: '{"type": "message_start", "unexpected": true}',
  wrong_types: '{"type": "message_start", "choices": "none", "content": 7, "message": [], "usage": "much"}',
} as const;

function sendGarbage(response: ServerResponse, call: ModelCall, fault: keyof typeof garbage): void {
  const text = garbage[fault];
  if (!call.stream) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(text);
    return;
  }
  startStream(response);
  response.end(text === "" ? "" : `event: message_start\ndata: ${text}\n\n`);
}

/** One endless string, sent no faster than it is read. */
async function sendHuge(response: ServerResponse, stream: boolean): Promise<void> {
  if (stream) startStream(response);
  else response.writeHead(200, { "content-type": "application/json" });
  const count = stream ? hugeMebibytes.stream : hugeMebibytes.body;
  const start = stream
    ? 'data: {"choices": [{"delta": {"content": "'
    : '{"choices": [{"message": {"content": "';
  function* text() {
    yield start;
    for (let sent = 0; sent < count; sent++) yield "x".repeat(mebibyte);
    yield '"}}]}\n\n';
  }
  // Whoever has read enough hangs up, and that is what this is for.
  await pipeline(Readable.from(text()), response).catch(() => undefined);
}
