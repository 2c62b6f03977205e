import type { ApiClient } from "../api-client.ts";

export interface SmokePlan {
  apiUrl: string;
  /** Starts runs and looks at them; publishes the test's workflow where it is not there. */
  client: ApiClient;
  /** Answers the human task. */
  person: ApiClient;
  /** Names this test's conversation. */
  conversationId: string;
  /** The test's own workflow, for where it has not been published. */
  smokeSource: string;
  /** How long the API may take to answer at all, and each run to end. */
  timeoutMs: number;
  /** Told what was seen, with how long it took. */
  report(seen: string, tookMs: number): void;
}

/** Slow enough for the limit of 100 requests a minute. */
export const pollMs = 1500;
