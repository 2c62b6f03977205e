import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { NotAuthenticatedError } from "../../contracts/errors.ts";
import { signWebhook } from "./sign-webhook.ts";
import { type ReceivedWebhook, verifyWebhook } from "./verify-webhook.ts";
import { newWebhookSecret } from "./webhook-secret.ts";

// From the specification's reference tests.
const known = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  body: '{"test": 2432232314}',
  atMs: 1_614_265_330_999,
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const other = newWebhookSecret(() => "ab".repeat(32));
const headers = signWebhook(known, [known.secret]);
const received: ReceivedWebhook = {
  id: headers["webhook-id"],
  timestamp: headers["webhook-timestamp"],
  signature: headers["webhook-signature"],
  body: known.body,
};
const verify = (changes: Partial<ReceivedWebhook> = {}, secrets = [known.secret], nowMs = known.atMs) =>
  verifyWebhook({ ...received, ...changes }, secrets, nowMs);

describe("signWebhook()", () => {
  test("signs as the specification's example", () => {
    expect(headers).toEqual({
      "webhook-id": known.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": known.signature,
    });
  });

  test("is understood by the reference library, under each of two secrets", () => {
    const body = JSON.stringify({ text: "ünïcode 🙂" });
    const signed = { ...signWebhook({ id: "msg_1", body, atMs: Date.now() }, [known.secret, other]) };
    for (const secret of [known.secret, other])
      expect(new Webhook(secret).verify(body, signed)).toEqual(JSON.parse(body));
    expect(signed["webhook-signature"].split(" ")).toHaveLength(2);
  });

  test.each(["", "msg.1", "msg 1", "msg\n1", "é", "a".repeat(256)])("refuses the id %j", (id) => {
    expect(() => signWebhook({ ...known, id }, [known.secret])).toThrow("no point");
  });

  test("refuses to send what nobody could verify", () => {
    expect(() => signWebhook(known, [])).toThrow("signed with a secret");
  });
});

describe("newWebhookSecret()", () => {
  test("has 32 bytes in the specification's form", () => {
    const secret = newWebhookSecret((byteCount) => "0f".repeat(byteCount));
    expect(secret).toBe(`whsec_${Buffer.alloc(32, 0x0f).toString("base64")}`);
  });
});

describe("verifyWebhook()", () => {
  test("returns the id of a signed message", () => {
    expect(verify()).toEqual({ id: known.id, secretIndex: 0 });
  });

  test("takes either secret while they rotate, and any of the signatures", () => {
    expect(verify({}, [other, known.secret])).toEqual({ id: known.id, secretIndex: 1 });
    expect(verify({ signature: `v1,AAAA v1a,x ${known.signature}` })).toMatchObject({ id: known.id });
  });

  test("takes what is up to five minutes old, or early", () => {
    for (const seconds of [-300, 300])
      expect(verify({}, undefined, known.atMs + seconds * 1000)).toMatchObject({ id: known.id });
  });

  test.each([
    ["six minutes old", 301_000],
    ["from the future", -301_000],
  ])("refuses a message that is %s, and says so", (_name, laterMs) => {
    expect(() => verify({}, undefined, known.atMs + laterMs)).toThrow("five minutes");
  });

  test("tells who holds no secret nothing about time", () => {
    expect(() => verify({}, [other], known.atMs + 301_000)).toThrow("not signed");
  });

  test.each<[string, Partial<ReceivedWebhook>]>([
    ["no id", { id: undefined }],
    ["no timestamp", { timestamp: undefined }],
    ["no signature", { signature: undefined }],
    ["an empty signature", { signature: "" }],
    ["another id", { id: "msg_2" }],
    ["an id that reaches into the timestamp", { id: `${known.id}.1614265330`, timestamp: "1" }],
    ["another timestamp", { timestamp: "1614265331" }],
    ["a timestamp that only begins alike", { timestamp: "1614265330x" }],
    ["a timestamp with a zero before it", { timestamp: "01614265330" }],
    ["a timestamp in other words", { timestamp: "1.614265330e9" }],
    ["the body written anew", { body: JSON.stringify(JSON.parse(known.body)) }],
    ["a body with a byte-order mark", { body: `\uFEFF${known.body}` }],
    ["a longer body", { body: `${known.body} ` }],
    ["no version", { signature: known.signature.slice(3) }],
    ["another version", { signature: known.signature.replace("v1,", "v1a,") }],
    ["another case", { signature: known.signature.toLowerCase() }],
    ["part of the signature", { signature: known.signature.slice(0, -1) }],
    ["no padding", { signature: known.signature.replace("=", "") }],
    ["signatures joined by commas", { signature: `v1,AAAA,${known.signature}` }],
    ["the signature after too many others", { signature: `${"v1,AAAA ".repeat(8)}${known.signature}` }],
  ])("refuses %s", (_name, changes) => {
    expect(() => verify(changes)).toThrow(NotAuthenticatedError);
  });

  test("refuses every message where there is no secret", () => {
    expect(() => verify({}, [])).toThrow(NotAuthenticatedError);
  });
});
