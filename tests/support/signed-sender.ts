import { Webhook } from "standardwebhooks";
import type { Database } from "../../shared/domain/storage/ports.ts";
import type { Answer, ApiHarnessOn, Ask } from "./api-harness.ts";

type Harness = Pick<ApiHarnessOn<Database>, "ask" | "clock">;

export interface SignedMessage {
  id?: string;
  body: unknown;
  /** Sent as the body instead, though `body` is what was signed. */
  sentBody?: string;
  /** Of signing, after the harness' now. */
  laterMs?: number;
  headers?: Record<string, string>;
  as?: Ask["as"];
}

export interface TestChannel {
  channelId: string;
  secret: string;
  /** Posts a message as the customer's system does, signed by the reference library. */
  send: (message: SignedMessage) => Promise<Answer>;
}

/** The headers with which a customer's system sends a message. */
export function signedHeaders(secret: string, id: string, at: Date, text: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, text),
  };
}

/** A channel of the tenant, and its sender. */
export async function openChannel(harness: Harness, order: object = {}, as?: string): Promise<TestChannel> {
  const body = { name: "Shop", kind: "web", workflow_id: "returns", ...order };
  const made = await harness.ask("POST", "/api/v1/channels", { body, ...(as !== undefined && { as }) });
  const { channel_id: channelId, secret } = made.json as { channel_id: string; secret: string };
  return { channelId, secret, send: senderOf(harness, channelId, secret) };
}

let ids = 0;

/** A sender with a secret, whether or not it is the channel's. */
export function senderOf(harness: Harness, channelId: string, secret: string): TestChannel["send"] {
  return ({ id = `msg_${(ids += 1)}`, body, sentBody, laterMs = 0, headers, as = null }) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const signed = signedHeaders(secret, id, new Date(harness.clock.nowMs + laterMs), text);
    return harness.ask("POST", `/api/v1/channels/${channelId}/messages`, {
      as,
      raw: sentBody ?? text,
      headers: { ...signed, ...headers },
    });
  };
}
