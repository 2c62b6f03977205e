import type { SecretSpec, Topology } from "../shared/contracts/topology.ts";
import type { Deployment } from "./deployment.ts";

/** The secrets that a deployment has: each costs money, so those that nothing would read are left out. */
export function standingSecrets(
  { secrets }: Topology,
  { mail }: Pick<Deployment, "mail">,
): Record<string, SecretSpec> {
  const hasServer = mail?.by === "smtp";
  const standing = Object.entries(secrets).filter(
    ([, { ofMailServer }]) => hasServer || ofMailServer !== true,
  );
  return Object.fromEntries(standing);
}
