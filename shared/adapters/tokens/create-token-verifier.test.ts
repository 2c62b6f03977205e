import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTokenVerifier } from "./create-token-verifier.ts";

let provider: { server: Server; url: string; requests: string[]; status: number };
let keys: Record<"own" | "foreign", { privateKey: CryptoKey; jwk: JWK }>;
const text = (value: string) => new TextEncoder().encode(value);

beforeAll(async () => {
  keys = { own: await makeKey("own"), foreign: await makeKey("foreign") };
  provider = await startProvider();
});
afterAll(() => new Promise<void>((resolve) => provider.server.close(() => resolve())));

async function makeKey(kid: string): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

/** Serves the good keys at /jwks and the forger's at every other address. */
async function startProvider(): Promise<typeof provider> {
  const started = { requests: [] as string[], status: 200 };
  const server = createServer((request, response) => {
    started.requests.push(request.url ?? "");
    const { jwk } = request.url === "/jwks" ? keys.own : keys.foreign;
    response
      .writeHead(started.status, { "Content-Type": "application/json" })
      .end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(started, { server, url });
}

const sign = (header: Record<string, unknown>, key = keys.own.privateKey) =>
  new SignJWT({ sub: "mary" }).setProtectedHeader({ alg: "RS256", kid: "own", ...header }).sign(key);
const unsigned = (header: object, signature = "") =>
  `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${Buffer.from('{"sub":"mary"}').toString("base64url")}.${signature}`;
const verifier = () => createTokenVerifier(`${provider.url}/jwks`);
const refusal = { name: "NotAuthenticatedError" };

test("accepts what the provider signed", async () => {
  expect(await verifier().verify(await sign({ typ: "at+jwt" }))).toEqual({
    type: "at+jwt",
    claims: { sub: "mary" },
  });
});

test("fetches the keys once for many tokens", async () => {
  const one = verifier();
  const before = provider.requests.length;
  for (let index = 0; index < 5; index += 1) await one.verify(await sign({}));
  expect(provider.requests.length - before).toBe(1);
});

describe("takes no key from a token", () => {
  test("by jku, x5u or jwk in its header", async () => {
    const before = provider.requests.length;
    const evil = `${provider.url}/evil`;
    for (const header of [
      { jku: evil },
      { x5u: evil },
      { jwk: keys.foreign.jwk },
      { jku: evil, kid: "foreign" },
    ]) {
      const forged = await sign(header, keys.foreign.privateKey);
      await expect(verifier().verify(forged)).rejects.toMatchObject(refusal);
    }
    expect(provider.requests.slice(before).filter((path) => path !== "/jwks")).toEqual([]);
  });

  test.each(["../../etc/passwd", "' OR 1=1 --", "http://127.0.0.1/evil"])(
    "by a kid that looks like a path: %s",
    async (kid) => {
      await expect(verifier().verify(await sign({ kid }, keys.foreign.privateKey))).rejects.toMatchObject(
        refusal,
      );
    },
  );
});

describe("refuses", () => {
  test.each([
    { alg: "none" },
    { alg: "None" },
    { alg: "HS256", kid: "own" },
    { alg: "RS512", kid: "own" },
    { alg: "RSA1_5", kid: "own" },
    {},
  ])("the header %o", async (header) => {
    await expect(verifier().verify(unsigned(header, "AAAA"))).rejects.toMatchObject(refusal);
    await expect(verifier().verify(unsigned(header))).rejects.toMatchObject(refusal);
  });

  test("the public key used as a shared secret", async () => {
    const secret = text(JSON.stringify(keys.own.jwk));
    const forged = await new SignJWT({ sub: "mary" })
      .setProtectedHeader({ alg: "HS256", kid: "own" })
      .sign(secret);
    await expect(verifier().verify(forged)).rejects.toMatchObject(refusal);
  });

  test("a changed payload", async () => {
    const [header, , signature] = (await sign({})).split(".");
    const payload = Buffer.from('{"sub":"owner"}').toString("base64url");
    await expect(verifier().verify(`${header}.${payload}.${signature}`)).rejects.toMatchObject(refusal);
  });

  test("a second text of the same token", async () => {
    const token = await sign({});
    const last = token.at(-1) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const sibling = alphabet[alphabet.indexOf(last) + 1] ?? "B";
    for (const other of [`${token}=`, `${token} `, token.slice(0, -1) + sibling, token.replace(".", "=.")]) {
      await expect(verifier().verify(other)).rejects.toMatchObject(refusal);
    }
  });

  test("an extension that says it is critical", async () => {
    const header = { alg: "RS256", kid: "own", crit: ["b64"], b64: true };
    const forged = await new CompactSign(text('{"sub":"mary"}'))
      .setProtectedHeader(header)
      .sign(keys.own.privateKey);
    await expect(verifier().verify(forged)).rejects.toMatchObject(refusal);
  });

  test.each(["[]", '"text"', "null", "{", "7"])("a payload that holds no claims: %s", async (payload) => {
    const header = { alg: "RS256", kid: "own" };
    const token = await new CompactSign(text(payload)).setProtectedHeader(header).sign(keys.own.privateKey);
    await expect(verifier().verify(token)).rejects.toMatchObject(refusal);
  });

  test.each(["", ".", "..", "a.b", "a.b.c.d", "x".repeat(9_000)])("what is no token: %s", async (token) => {
    await expect(verifier().verify(token)).rejects.toMatchObject(refusal);
  });
});

test("does not call a token wrong while the keys cannot be fetched", async () => {
  provider.status = 500;
  const one = verifier();
  await expect(one.verify(await sign({}))).rejects.toMatchObject({ name: "RetryableError" });
  provider.status = 200;
  expect((await one.verify(await sign({}))).claims).toEqual({ sub: "mary" });
});

test("fetches keys over HTTPS, or on this machine, only", () => {
  for (const url of [
    "http://login.example.com/jwks",
    "http://127.0.0.1.example.com/jwks",
    "file:///etc/jwks",
  ]) {
    expect(() => createTokenVerifier(url)).toThrow("HTTPS only");
  }
  expect(() => createTokenVerifier("https://login.example.com/jwks")).not.toThrow();
});
