import { fileURLToPath } from "node:url";
import { HostProcess } from "../support/host-process.ts";
import { until } from "../support/until.ts";
import { audit } from "./audit.ts";
import { ChaosClient } from "./client.ts";

const workflows = fileURLToPath(new URL("workflows/", import.meta.url));

/** A host that dies and a client that does not give up. */
export class ChaosHost {
  readonly host = new HostProcess({ entry: "tests/chaos/crashing-host.ts" });
  readonly client = new ChaosClient();

  start(env: Record<string, string> = {}) {
    return this.host.start({ HIL_WORKFLOWS_DIR: workflows, HIL_REQUEST_TIMEOUT_MS: "1000", ...env });
  }

  /** Works until the host dies under it. */
  async workUntilDeath(announced: Awaited<ReturnType<ChaosHost["start"]>>, runs: number): Promise<void> {
    while (this.host.running) {
      try {
        await this.client.push(announced, runs);
        if (this.client.hasStarted(runs) && (await this.client.allEnded(announced))) return;
      } catch (error) {
        if (this.host.running)
          await until(() => (this.host.running ? undefined : true), 2_000).catch(() => {
            throw error;
          });
      }
    }
  }

  /** Starts it once more in peace, lets everything come to its end, and audits. */
  async settleAndAudit(runs: number): Promise<string[]> {
    const announced = await this.start();
    await until(async () => {
      await this.client.push(announced, runs);
      const done = this.client.hasStarted(runs) && (await this.client.allEnded(announced));
      return done ? true : undefined;
    }, 180_000);
    await this.host.stop();
    return audit(this.host.dataDir, this.client.promises);
  }
}
