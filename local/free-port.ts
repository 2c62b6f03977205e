import { createServer } from "node:net";

/** A loopback port that nobody listens on: `wanted` itself unless it is 0. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted !== 0) return wanted;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
