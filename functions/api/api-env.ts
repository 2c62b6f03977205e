import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AuthenticMessage } from "../../shared/domain/channels/authenticate-message.ts";
import type { Principal } from "../../shared/contracts/principal.ts";

/** A request under an `Idempotency-Key`. */
export interface KeyedRequest {
  route: string;
  key: string;
  /** SHA-256 of who asks, and of the body. */
  fingerprint: string;
}

/** What middleware leaves for handlers. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    /** Set for every path under `/api`, but for the documentation. */
    principal: Principal;
    /** Set for messages that a channel's secret has signed. */
    signedMessage: AuthenticMessage;
    /** The body's text; its JSON has been checked. */
    body: string;
    keyedRequest: KeyedRequest | undefined;
    /** What a replay answers, where it is not what the first request was answered. */
    replayBody: string | undefined;
  };
}

export type ApiApp = OpenAPIHono<ApiEnv>;
