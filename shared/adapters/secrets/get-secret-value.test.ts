import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { authorization } from "./authorization.ts";
import { getSecretValue } from "./get-secret-value.ts";

interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
}

const settings = { region: "eu-west-1", timeoutMs: 30_000, attempts: 3 };
const found: [number, object] = [200, { Name: "login", SecretString: "open sesame" }];
let server: Server;
let heard: Heard[];
/** Status and body of each answer, in turn; null: none comes. */
let answers: ([number, object] | null)[];

beforeEach(async () => {
  heard = [];
  answers = [];
  server = createServer((request, response) => {
    void (async () => {
      heard.push({ headers: request.headers, body: await text(request) });
      const answer = answers.length === 0 ? found : answers.shift();
      if (!answer) return;
      response.writeHead(answer[0], { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer[1]));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The signature that our code gives to a request that was heard, over the headers that its sender had signed. */
function signatureOf({ headers, body }: Heard): string {
  const names = /SignedHeaders=([^,]+),/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  const credentials = {
    accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  return authorization(
    { headers: signed, body, region: settings.region, service: "secretsmanager" },
    credentials,
  );
}

describe("getSecretValue()", () => {
  test("gives the secret's text", async () => {
    expect(await getSecretValue("login", settings)).toBe("open sesame");
    expect(JSON.parse(heard[0]!.body)).toEqual({ SecretId: "login" });
  });

  test.each([undefined, "a session's token"])(
    "asks and signs as the SDK does (session: %s)",
    async (token) => {
      vi.stubEnv("AWS_SESSION_TOKEN", token);
      await new SecretsManagerClient({ region: settings.region }).send(
        new GetSecretValueCommand({ SecretId: "login" }),
      );
      await getSecretValue("login", settings);
      const [sdk, own] = heard as [Heard, Heard];
      expect(signatureOf(sdk)).toBe(sdk.headers.authorization);
      expect(signatureOf(own)).toBe(own.headers.authorization);
      expect(own.body).toBe(sdk.body);
      for (const name of ["content-type", "x-amz-target", "x-amz-security-token", "host"])
        expect(own.headers[name]).toBe(sdk.headers[name]);
    },
  );

  test("asks again when the service failed or was too busy", async () => {
    answers = [
      [500, { __type: "InternalServiceError" }],
      [400, { __type: "ThrottlingException", message: "Rate exceeded" }],
    ];
    expect(await getSecretValue("login", settings)).toBe("open sesame");
    expect(heard).toHaveLength(3);
  });

  test("gives up after its attempts, with the service's error", async () => {
    answers = Array.from({ length: 3 }, () => [500, { __type: "InternalServiceError", Message: "no" }]);
    await expect(getSecretValue("login", settings)).rejects.toMatchObject({
      name: "InternalServiceError",
      message: "no",
      $fault: "server",
    });
  });

  test("takes a refusal at its word", async () => {
    answers = [
      [400, { __type: "com.amazonaws.secretsmanager#ResourceNotFoundException", Message: "no such secret" }],
    ];
    const refusal = { name: "ResourceNotFoundException", message: "no such secret", $fault: "client" };
    await expect(getSecretValue("login", settings)).rejects.toMatchObject(refusal);
    expect(heard).toHaveLength(1);
  });

  test("refuses a secret that is not text", async () => {
    answers = [[200, { Name: "login", SecretBinary: "AAAA" }]];
    await expect(getSecretValue("login", settings)).rejects.toThrow("not text");
  });

  test("does not wait for ever", async () => {
    answers = [null];
    const impatient = { ...settings, timeoutMs: 20, attempts: 1 };
    await expect(getSecretValue("login", impatient)).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("asks nobody without credentials", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    await expect(getSecretValue("login", settings)).rejects.toMatchObject({
      name: "CredentialsProviderError",
    });
    expect(heard).toEqual([]);
  });
});
