import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Secrets } from "../../domain/secrets/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { isUnavailable } from "../../runtime/aws/is-unavailable.ts";
import { lazy } from "../../runtime/lazy.ts";

export interface SecretsConfig {
  region: string;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
  /** A rotation is noticed within this time; 0: each read asks. Default: five minutes. */
  keepMs?: number;
  /** For one request. Default: five seconds. */
  timeoutMs?: number;
}

interface Entry {
  text: Promise<string>;
  askedAtMs: number;
  isPending: boolean;
}

/**
 * Secrets Manager through its SDK, which is loaded at the first call. Each secret is asked for once and kept for a short
 * while; where it cannot be reached then, what is known stays good.
 */
export function createSecrets({
  region,
  nowMs,
  keepMs = 300_000,
  timeoutMs = 5_000,
}: SecretsConfig): Secrets {
  const entries = new Map<string, Entry>();
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-secrets-manager");
    return { sdk, client: new sdk.SecretsManagerClient(clientSettings({ region, timeoutMs, attempts: 3 })) };
  });

  async function ask(secretId: string): Promise<string> {
    const { sdk, client } = await loaded();
    return secretText(client, new sdk.GetSecretValueCommand({ SecretId: secretId }));
  }

  /** What was known before answers for a service that cannot be reached, unless it was just refused. */
  function renew(secretId: string, before: Entry | undefined): Promise<string> {
    const text = ask(secretId).catch((error: unknown) => {
      if (before === undefined || !isUnavailable(error)) throw error;
      return before.text;
    });
    const entry: Entry = { text, askedAtMs: nowMs(), isPending: true };
    entries.set(secretId, entry);
    text.then(
      () => (entry.isPending = false),
      () => entries.get(secretId) === entry && entries.delete(secretId),
    );
    return text;
  }

  return {
    async read(secretId, { fresh } = { fresh: false }) {
      if (keepMs === 0) return ask(secretId);
      const known = entries.get(secretId);
      if (known === undefined) return renew(secretId, undefined);
      if (known.isPending) return known.text;
      if (fresh) return renew(secretId, undefined);
      return nowMs() - known.askedAtMs < keepMs ? known.text : renew(secretId, known);
    },
  };
}

async function secretText(
  client: SecretsManagerClient,
  command: InstanceType<typeof import("@aws-sdk/client-secrets-manager").GetSecretValueCommand>,
): Promise<string> {
  const { Name, SecretString } = await client.send(command);
  if (SecretString === undefined) throw new Error(`The secret ${Name ?? ""} is not text.`);
  return SecretString;
}
