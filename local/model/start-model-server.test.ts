import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ScriptError } from "./scripted/load-script.ts";
import { startModelServer, type ModelServer } from "./start-model-server.ts";

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const chat = { model: "any", messages: [{ role: "user", content: "I want to return order #12345" }] };
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${server!.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
const offline = async () => (server = await startModelServer({ port: 0, mode: "offline" }));
const scripted = async (text: string) =>
  (server = await startModelServer({ port: 0, mode: "scripted", script: { text } }));

describe("startModelServer()", () => {
  test("says that it is no language model", async () => {
    const { banner, openaiBaseUrl } = await offline();
    expect(banner).toContain("NOT a language model");
    const list = (await (await fetch(`${openaiBaseUrl}/models`)).json()) as {
      data: Record<string, string>[];
    };
    expect(list.data).toMatchObject([
      { id: "hil-offline", object: "model", description: expect.stringContaining("NOT a language model") },
    ]);
    const answer = await (await post("/v1/chat/completions", chat)).json();
    expect(answer).toMatchObject({ model: "hil-offline", system_fingerprint: "hil-offline" });
  });

  test("speaks chat completions", async () => {
    await scripted(
      `entries: [{ answer: { text: "Two words." }, usage: { input_tokens: 9, output_tokens: 2 } }]`,
    );
    expect(await (await post("/v1/chat/completions", chat)).json()).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: expect.any(Number),
      model: "hil-scripted",
      system_fingerprint: "hil-scripted",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Two words.", refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 2,
        total_tokens: 11,
        prompt_tokens_details: { cached_tokens: 0 },
      },
    });
  });

  test("streams chat completions as events", async () => {
    await scripted(`entries: [{ answer: { text: "Two words." } }]`);
    const response = await post("/v1/chat/completions", { ...chat, stream: true });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = (await response.text()).split("\n\n").filter((event) => event !== "");
    expect(events.at(-1)).toBe("data: [DONE]");
    const chunks = events
      .slice(0, -1)
      .map(
        (event) => JSON.parse(event.replace("data: ", "")) as { choices: { delta: { content?: string } }[] },
      );
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("Two words.");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
  });

  test("speaks messages", async () => {
    await scripted(`entries: [{ answer: { text: "Look.", tool_calls: [{ name: a.b, input: { x: 1 } }] } }]`);
    const body = {
      model: "any",
      max_tokens: 10,
      messages: [{ role: "user", content: "Hi" }],
      tools: [{ name: "a__b", input_schema: {} }],
    };
    expect(await (await post("/v1/messages", body)).json()).toMatchObject({
      type: "message",
      role: "assistant",
      content: [
        { type: "text", text: "Look." },
        { type: "tool_use", id: "call_0_0", name: "a__b", input: { x: 1 } },
      ],
      stop_reason: "tool_use",
      usage: {
        input_tokens: expect.any(Number),
        cache_read_input_tokens: 0,
        output_tokens: expect.any(Number),
      },
    });
  });

  test("streams messages as named events", async () => {
    await scripted(`entries: [{ answer: { text: "Two words." } }]`);
    const body = { model: "any", max_tokens: 10, stream: true, messages: [{ role: "user", content: "Hi" }] };
    const names = [...(await (await post("/v1/messages", body)).text()).matchAll(/^event: (.*)$/gm)].map(
      ([, name]) => name,
    );
    expect(names).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
  });

  test.each([
    ["/v1/chat/completions", "{", 400],
    ["/v1/chat/completions", { model: "x" }, 400],
    ["/v1/chat/completions", { ...chat, messages: [{ role: "robot", content: "x" }] }, 400],
    [
      "/v1/chat/completions",
      { ...chat, messages: [{ role: "user", content: "x".repeat(9 * 1024 * 1024) }] },
      413,
    ],
    ["/v1/messages", { ...chat }, 400],
    ["/v1/nothing", chat, 404],
  ])("refuses a wrong request to %s", async (path, body, status) => {
    await offline();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: { message: expect.any(String), type: expect.any(String) },
    });
  });

  test("words its errors as each protocol does", async () => {
    await offline();
    expect(await (await post("/v1/messages", {})).json()).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error" },
    });
    expect(await (await post("/v1/chat/completions", {})).json()).toMatchObject({ error: { param: null } });
  });

  test("serves no web pages, and no simple form posts", async () => {
    await offline();
    expect((await post("/v1/chat/completions", chat, { origin: "https://evil.example.com" })).status).toBe(
      403,
    );
    expect(
      (await post("/v1/chat/completions", JSON.stringify(chat), { "content-type": "text/plain" })).status,
    ).toBe(415);
  });

  test("tells clients that drift is not worth a retry", async () => {
    const heard: string[] = [];
    server = await startModelServer({
      port: 0,
      mode: "scripted",
      script: { text: `entries: [{ match: { user: "something else" }, answer: { text: a } }]` },
      onProblem: (problem) => heard.push(problem.message),
    });
    const response = await post("/v1/chat/completions", chat);
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([500, "false"]);
    expect(await response.json()).toMatchObject({ error: { type: "script_drift", message: heard[0] } });
    expect(server.problems()).toHaveLength(1);
    expect(server.unusedEntries()).toMatchObject([{ entry: 1, remaining: 1 }]);
  });

  test("reads a script from a file and names it in mistakes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "script-"));
    const file = join(folder, "my-script.yaml");
    writeFileSync(file, "entries:\n  - answer: {}\n");
    const started = startModelServer({ port: 0, mode: "scripted", script: { file } });
    await expect(started).rejects.toBeInstanceOf(ScriptError);
    await expect(started).rejects.toThrow(`${file}:2:13: entries.0.answer`);
    rmSync(folder, { recursive: true });
  });
});
