/** Without limits of its own an SDK waits for ever on a connection that was lost on the way. */
export function clientSettings(config: { region: string; timeoutMs: number; attempts: number }) {
  return {
    region: config.region,
    maxAttempts: config.attempts,
    requestHandler: {
      connectionTimeout: config.timeoutMs,
      requestTimeout: config.timeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}
