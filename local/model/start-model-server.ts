import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpProblem } from "../loopback/http-problem.ts";
import { readJsonBody } from "../loopback/read-json-body.ts";
import { sendJson, startLoopbackServer, type LoopbackServer } from "../loopback/start-loopback-server.ts";
import { readAnthropicCall } from "./anthropic-request.ts";
import type { Brain, ModelCall } from "./exchange.ts";
import { createOfflineBrain } from "./offline/offline-brain.ts";
import { readOpenAiCall } from "./openai-request.ts";
import { loadScript } from "./scripted/load-script.ts";
import { createScriptedBrain } from "./scripted/scripted-brain.ts";
import type { ScriptProblem, UnusedEntry } from "./scripted/script-report.ts";
import { sendReply } from "./send-reply.ts";
import { wires } from "./wire.ts";

const bodyLimitBytes = 8 * 1024 * 1024;

export type ModelServerOptions = {
  /** 0: any free port. */
  port: number;
  /** Milliseconds since the epoch. */
  nowMs?: () => number;
  /** Hears of every call that a script did not foresee, as it happens. */
  onProblem?: (problem: ScriptProblem) => void;
  onError?: (error: unknown) => void;
} & (
  | { mode: "offline" }
  | {
      mode: "scripted";
      /** Path of the YAML file, or its text. */ script: { file: string } | { text: string };
    }
);

export interface ModelServer extends LoopbackServer {
  /** For `OPENAI_BASE_URL`. */
  openaiBaseUrl: string;
  /** For `ANTHROPIC_BASE_URL`. */
  anthropicBaseUrl: string;
  /** One line that says what this is, and that it is not a language model. */
  banner: string;
  /** Calls that the script did not foresee. */
  problems(): ScriptProblem[];
  /** Entries of the script that nobody asked for (so far). */
  unusedEntries(): UnusedEntry[];
  /** Every call so far, in order. */
  calls(): ModelCall[];
}

/**
 * A model server on 127.0.0.1 that speaks the OpenAI protocol (`/v1/chat/completions`, `/v1/models`) and the Anthropic
 * protocol (`/v1/messages`). Its answers come from a script, or from the offline model: rules, no language model.
 * @throws ScriptError for a script with mistakes
 */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const brain = createBrain(options);
  const calls: ModelCall[] = [];
  const nowMs = options.nowMs ?? Date.now;
  const answer = async (call: ModelCall, response: ServerResponse) => {
    const sequence = calls.push(call);
    const { reply, delayMs } = brain.reply(call);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    await sendReply(response, call, reply, {
      sequence,
      model: servedName(brain, call.model),
      createdMs: nowMs(),
    });
  };
  const server = await startLoopbackServer({
    port: options.port,
    handle: (request, response) => route(request, response, brain, answer),
    problemBody: (problem, request) => wires[protocolOf(request)].error(problem),
    ...(options.onError !== undefined && { onError: options.onError }),
  });
  return {
    ...server,
    openaiBaseUrl: `${server.url}/v1`,
    anthropicBaseUrl: server.url,
    banner: bannerOf(brain),
    problems: () => brain.problems?.() ?? [],
    unusedEntries: () => brain.unusedEntries?.() ?? [],
    calls: () => [...calls],
  };
}

type ReportingBrain = Brain & { problems?: () => ScriptProblem[]; unusedEntries?: () => UnusedEntry[] };

function createBrain(options: ModelServerOptions): ReportingBrain {
  if (options.mode === "offline") return createOfflineBrain();
  return createScriptedBrain(loadScript(options.script), options.onProblem);
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  brain: Brain,
  answer: (call: ModelCall, response: ServerResponse) => Promise<void>,
): Promise<void> {
  const path = pathOf(request);
  const key = `${request.method} ${path}`;
  if (key === "POST /v1/chat/completions") {
    return answer(readOpenAiCall(await readJsonBody(request, bodyLimitBytes)), response);
  }
  if (key === "POST /v1/messages")
    return answer(readAnthropicCall(await readJsonBody(request, bodyLimitBytes)), response);
  if (key === "GET /v1/models") return sendJson(response, 200, modelList(brain));
  if (key === "GET /" || key === "GET /health")
    return sendJson(response, 200, { status: "ok", banner: bannerOf(brain) });
  throw new HttpProblem(404, "not_found_error", `There is no ${key} here`);
}

/** One list for both protocols: each reads its own fields of it. */
function modelList(brain: Brain): object {
  const data = brain.models.map(({ id, description }) => ({
    id,
    object: "model",
    type: "model",
    created: 0,
    created_at: "1970-01-01T00:00:00Z",
    owned_by: "hil",
    display_name: id,
    description,
  }));
  return {
    object: "list",
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function bannerOf(brain: Brain): string {
  return brain.models.map(({ id, description }) => `${id}: ${description}`).join("; ");
}

function servedName(brain: Brain, asked: string): string {
  const names = brain.models.map((model) => model.id);
  return names.includes(asked) ? asked : (names[0] ?? asked);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

function protocolOf(request: IncomingMessage): ModelCall["protocol"] {
  return pathOf(request) === "/v1/messages" ? "anthropic" : "openai";
}
