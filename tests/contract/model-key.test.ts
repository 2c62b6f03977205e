import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ProviderUnavailableError } from "../../shared/contracts/errors.ts";
import type { LanguageModel, ModelRequest } from "../../shared/contracts/model.ts";
import { type LoopbackAws, startLoopbackAws } from "../support/loopback-aws.ts";

const request: ModelRequest = { profile: "fast", messages: [{ role: "user", text: "hello" }] };
const seen: IncomingHttpHeaders[] = [];
let aws: LoopbackAws;
let provider: Server;
let providerUrl: string;

/** Remembers who asks, and refuses everybody. */
beforeAll(async () => {
  aws = await startLoopbackAws();
  provider = createServer((incoming, response) => {
    seen.push(incoming.headers);
    response.writeHead(401, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  providerUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await aws.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});
beforeEach(() => void seen.splice(0));

/** The model of a new process under this environment. */
async function modelUnder(env: Record<string, string>): Promise<LanguageModel> {
  vi.resetModules();
  const all = { MODEL_KEYS_SECRET_ID: "model-keys", HIL_SECRETS_SECONDS: "0", OPENAI_API_KEY: "", ...env };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { languageModel } = await import("../../shared/services/language-model.ts");
  return languageModel();
}

/** The credentials that were shown, without repetitions: a call may be more than one request. */
const shown = () => [...new Set(seen.map(({ authorization }) => authorization))];
const ask = (model: LanguageModel) => model.generate(request).catch((error: unknown) => error);

test("OpenAI's key comes from its secret, as it is at the time of the call", async () => {
  const model = await modelUnder({ HIL_MODEL_PROVIDER: "openai", OPENAI_BASE_URL: `${providerUrl}/v1` });
  aws.secrets["model-keys"] = '{"OPENAI_API_KEY":"first"}';
  await ask(model);
  aws.secrets["model-keys"] = '{"OPENAI_API_KEY":"second"}';
  await ask(model);
  expect(shown()).toEqual(["Bearer first", "Bearer second"]);
});

test("Anthropic's key comes from its secret", async () => {
  const model = await modelUnder({ HIL_MODEL_PROVIDER: "anthropic", ANTHROPIC_BASE_URL: providerUrl });
  aws.secrets["model-keys"] = '{"ANTHROPIC_API_KEY":"first","OPENAI_API_KEY":"other"}';
  await ask(model);
  expect(shown()).toEqual(["Bearer first"]);
});

test("a server that wants no key is asked without one of ours", async () => {
  const model = await modelUnder({ OPENAI_BASE_URL: `${providerUrl}/v1` });
  aws.secrets["model-keys"] = "{}";
  await ask(model);
  expect(shown()).toEqual(["Bearer none"]);
});

test.each(["canary-key", '"canary-key"', "[]"])(
  "a secret that is %s is refused without being told",
  async (text) => {
    const model = await modelUnder({ OPENAI_BASE_URL: `${providerUrl}/v1` });
    aws.secrets["model-keys"] = text;
    const error = (await ask(model)) as Error;
    expect(error.name).toBe(ProviderUnavailableError.name);
    expect(`${error.message} ${String(error.cause)}`).not.toContain("canary");
    expect(seen).toEqual([]);
  },
);

test("a secret that is not there is named by its error", async () => {
  const model = await modelUnder({ OPENAI_BASE_URL: `${providerUrl}/v1`, MODEL_KEYS_SECRET_ID: "others" });
  expect(String(await ask(model))).toContain("ResourceNotFoundException");
});
