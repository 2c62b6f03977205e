import { createHash, randomBytes } from "node:crypto";

/** The one place that reads the machine's clock and randomness; everything below takes them as arguments. */
export const nowMs = (): number => Date.now();
export const randomHex = (byteCount: number): string => randomBytes(byteCount).toString("hex");
/** 128 random bits. */
export const newId = (): string => randomHex(16);
export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");
