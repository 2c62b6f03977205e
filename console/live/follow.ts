import type { Api } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { readServerEvents, type ServerEvent } from "./server-events.ts";

const shortestPauseMs = 500;
const longestPauseMs = 5_000;

export interface Following {
  hear: (event: ServerEvent) => void;
  /** Told when the stream opened, and when it could not be opened for the second time in a row. */
  onConnected: (connected: boolean) => void;
  /** After which event to begin; null: as the path says. */
  startAfter?: () => string | null;
  signal: AbortSignal;
}

/**
 * Follows a stream, opening it anew after the last event that was heard, until `signal`. Resolves early when the API
 * refuses it: then there is nothing to follow.
 */
export async function follow(api: Api, path: string, following: Following): Promise<void> {
  const { hear, onConnected, signal } = following;
  let lastId: string | null = null;
  for (let failures = 0; !signal.aborted;) {
    try {
      const after = following.startAfter?.() ?? lastId;
      const response = await api.open(path, after === null ? {} : { "Last-Event-ID": after }, signal);
      onConnected(true);
      failures = 0;
      for await (const event of readServerEvents(response.body!)) {
        lastId = event.id ?? lastId;
        hear(event);
      }
    } catch (error) {
      if (signal.aborted || isRefused(error)) break;
      failures += 1;
      if (failures > 1) onConnected(false);
    }
    await pause(Math.min(longestPauseMs, shortestPauseMs * 2 ** failures), signal);
  }
  onConnected(true);
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && [400, 401, 403, 404].includes(error.status);
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
