import { createHash } from "node:crypto";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject, textOf } from "../http/fields.ts";

export function md5(text: string): string {
  return createHash("md5").update(text, "utf8").digest("hex");
}

/**
 * MD5 of message attributes as SQS computes it: by name in order, each as length-prefixed name, type and value, with one
 * byte telling text (1) from binary (2). Source: SQS developer guide, "Calculating the MD5 message digest for message
 * attributes".
 */
export function md5OfAttributes(attributes: JsonObject): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const attribute = attributes[name];
    if (!isObject(attribute)) continue;
    const isBinary = typeof attribute["BinaryValue"] === "string";
    const value = isBinary
      ? Buffer.from(textOf(attribute["BinaryValue"]), "base64")
      : Buffer.from(textOf(attribute["StringValue"]), "utf8");
    hash.update(lengthPrefixed(Buffer.from(name, "utf8")));
    hash.update(lengthPrefixed(Buffer.from(textOf(attribute["DataType"]), "utf8")));
    hash.update(Buffer.of(isBinary ? 2 : 1));
    hash.update(lengthPrefixed(value));
  }
  return hash.digest("hex");
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
