import { afterEach, describe, expect, test } from "vitest";
import { type ModelServer, startModelServer } from "../../local/model/start-model-server.ts";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";

/** Any compatible server: here one that answers from a script, over the real protocol. */
const script = `
order: any
models: [somebody-elses-model]
entries:
  - match: { system: "classify messages" }
    answer: { json: { intent: order_status, confidence: 0.9, order_id: "12345" } }
    usage: { input_tokens: 100, output_tokens: 10 }
  - match: { user: "What we know of the order" }
    answer: { json: { text: "It was delivered." } }
    usage: { input_tokens: 50, output_tokens: 5 }
`;

let host: HostProcess | undefined;
let server: ModelServer | undefined;
afterEach(async () => {
  await host?.dispose();
  await server?.close();
});

async function hostWith(options: {
  script: string;
  protocol?: "openai" | "anthropic";
  env?: Record<string, string>;
}) {
  server = await startModelServer({ port: 0, mode: "scripted", script: { text: options.script } });
  host = new HostProcess();
  const base =
    options.protocol === "anthropic"
      ? { ANTHROPIC_BASE_URL: server.anthropicBaseUrl }
      : { OPENAI_BASE_URL: server.openaiBaseUrl };
  return new Client(await host.start({ ...base, ...options.env }));
}

describe.each(["openai", "anthropic"] as const)(
  "with a base URL of the %s protocol and nothing else changed",
  (protocol) => {
    test("the shipped workflow runs on that server", async () => {
      const client = await hostWith({ script, protocol });
      const { execution_id } = await client.execute("customer_support", {
        customer_message: "Where is order #12345?",
      });
      const done = await client.ended(execution_id);
      expect(done).toMatchObject({
        status: "completed",
        outputs: { assemble_response: { text: "It was delivered." } },
      });
      expect(done.trace.nodes.find(({ node_id }) => node_id === "classify_intent")).toMatchObject({
        tokens: { input: 100, output: 10 },
        steps: [{ kind: "model", model: "somebody-elses-model", cost_usd: null }],
      });
      expect(done.trace.costs.unpriced_calls).toBe(2);
      expect(server?.problems()).toEqual([]);
      expect(server?.unusedEntries()).toEqual([]);
    });
  },
);

const faults = [
  { name: "answers garbage", answer: "{ fault: invalid_json }", error: /ProviderUnavailableError/ },
  {
    name: "says 429 and goes on saying it",
    answer: "{ error: { status: 429, type: rate_limit_error } }",
    error: /ProviderThrottledError/,
  },
  {
    name: "refuses the key",
    answer: "{ error: { status: 401, type: authentication_error } }",
    error: /ProviderRefusedError/,
  },
  {
    name: "never fits the schema",
    answer: '{ json: { intent: "dancing", confidence: 7 } }',
    error: /InvalidModelOutputError/,
  },
];

describe("a model that", () => {
  test.each(faults)(
    "$name fails its node with a clear error, and the host stays up",
    async ({ answer, error }) => {
      const client = await hostWith({
        script: `order: any\nentries:\n  - { times: any, answer: ${answer} }\n`,
      });
      const { execution_id } = await client.execute("customer_support", { customer_message: "hello" });
      const done = await client.ended(execution_id);
      expect(done.status).toBe("failed");
      expect(`${done.error?.name}: ${done.error?.message}`).toMatch(error);
      expect(done.trace.nodes[0]).toMatchObject({
        node_id: "classify_intent",
        status: "failed",
        success: false,
      });
      expect((await client.request("GET", "/health")).status).toBe(200);
    },
  );

  test("hangs is given up on within the limit", async () => {
    const hanging = "order: any\nentries:\n  - { times: any, answer: { fault: hang } }\n";
    const client = await hostWith({ script: hanging, env: { HIL_MODEL_TIMEOUT_MS: "500" } });
    const { execution_id } = await client.execute("customer_support", { customer_message: "hello" });
    const done = await client.ended(execution_id);
    expect(done.error?.name).toBe("ProviderTimeoutError");
  });
});
