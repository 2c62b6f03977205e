import { RemovalPolicy } from "aws-cdk-lib";
import type { Posture } from "../config/postures.ts";

/** What becomes of a database cluster when its stack is deleted. */
export function databaseRemoval({ removal }: Posture): RemovalPolicy {
  if (removal === "snapshot") return RemovalPolicy.SNAPSHOT;
  return storeRemoval({ removal });
}

/**
 * The same for what takes no last snapshot (tables, buckets, keys, secrets, logs): what is not thrown away stays, but for
 * what a first deployment made that then failed, whose names would be in the next one's way.
 */
export function storeRemoval({ removal }: Pick<Posture, "removal">): RemovalPolicy {
  return removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
