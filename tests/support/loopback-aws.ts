import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topology } from "../../infra/topology.ts";
import { startAwsEndpoint } from "../../local/aws/endpoint.ts";

export interface LoopbackAws {
  /** Text by name, as it is now: what is changed here is answered from then on. */
  secrets: Record<string, string>;
  close(): Promise<void>;
}

/** The loopback endpoint with the topology's tables, for adapters: the SDK finds it by its environment variables. */
export async function startLoopbackAws(secrets: Record<string, string> = {}): Promise<LoopbackAws> {
  const dataDir = mkdtempSync(join(tmpdir(), "hil-aws-"));
  const endpoint = await startAwsEndpoint({
    port: 0,
    dataDir,
    topology,
    secrets,
    invokeFunction: async () => null,
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  return {
    secrets,
    async close() {
      await endpoint.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
