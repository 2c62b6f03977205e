import { RemovalPolicy } from "aws-cdk-lib";
import type { Posture } from "../config/postures.ts";

/** What becomes of a database cluster when its stack is deleted. */
export function databaseRemoval({ removal }: Posture): RemovalPolicy {
  if (removal === "snapshot") return RemovalPolicy.SNAPSHOT;
  return storeRemoval({ removal });
}

/** The same for what takes no last snapshot (tables, buckets, keys, secrets): what is not thrown away stays. */
export function storeRemoval({ removal }: Pick<Posture, "removal">): RemovalPolicy {
  return removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
