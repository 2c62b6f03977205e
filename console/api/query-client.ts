import { QueryClient } from "@tanstack/react-query";
import { ApiError, UnreachableError } from "./api-error.ts";
import { isAway } from "./send-again.ts";

const longestPauseMs = 5_000;

/** Reads are tried again while the server is away or asks for patience; what it refused is not. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: isWorthRetrying, retryDelay: pauseMs, staleTime: 1_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}

function isWorthRetrying(failures: number, error: Error): boolean {
  return error instanceof UnreachableError || (isAway(error) && failures < 20);
}

function pauseMs(failures: number, error: Error): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : null;
  return asked ?? Math.min(longestPauseMs, 500 * 2 ** failures);
}
