import { sqlStateOf } from "./database-error.ts";

export interface Patience {
  timeoutMs: number;
  /** Milliseconds on a clock that never goes back. */
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}

const pauseMs = 500;
/** cannot_connect_now, and a server that ends a connection while it starts or takes over */
const startingUp = new Set(["57P03", "57P01", "57P02"]);
const dropped = /^(?:Connection terminated unexpectedly|Client network socket disconnected)/;

/**
 * Connects to a database that may be asleep. Aurora holds the first connection while it resumes, some 15 s and more after
 * a long sleep, and may refuse or drop it meanwhile; whatever else goes wrong is not waited for.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html
 */
export async function waitUntilAwake<T>(connect: () => Promise<T>, patience: Patience): Promise<T> {
  const givesUpAtMs = patience.nowMs() + patience.timeoutMs;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (!isWakingUp(error) || patience.nowMs() + pauseMs >= givesUpAtMs) throw error;
      await patience.pause(pauseMs);
    }
  }
}

function isWakingUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (startingUp.has(sqlStateOf(error)) || dropped.test(error.message)) return true;
  return "code" in error && error.code === "ECONNRESET";
}
