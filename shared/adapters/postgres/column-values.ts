import { InvalidInputError } from "../../contracts/errors.ts";
import type { SqlParameter } from "./session.ts";

const boolean = 16;
const numbers = new Set([20, 21, 23, 700, 701]);
const documents = new Set([114, 3802]);
const timestampWithZone = 1184;

/**
 * A column's text as both drivers give it: booleans, numbers (numeric stays text, it is exact), parsed JSON, and times in
 * milliseconds since 1970; everything else is text. Types are PostgreSQL's object ids (`pg_type.dat`).
 */
export function columnValue(typeId: number, text: string): unknown {
  if (typeId === boolean) return text === "t";
  if (numbers.has(typeId)) return Number(text);
  if (documents.has(typeId)) return JSON.parse(text);
  // Transactions set ISO dates and UTC: "2026-11-22 19:16:21.534+00".
  if (typeId === timestampWithZone) return Date.parse(text);
  return text;
}

/**
 * A parameter's text. PostgreSQL has no U+0000 in text, and UTF-8 has no lone surrogates: a driver would store another
 * value than it was given.
 * @throws InvalidInputError
 */
export function parameterText(parameter: SqlParameter): string | null {
  if (typeof parameter !== "string") return parameter === null ? null : String(parameter);
  if (parameter.includes("\u0000") || !parameter.isWellFormed()) {
    throw new InvalidInputError("A text holds U+0000 or a lone surrogate, which cannot be stored.");
  }
  return parameter;
}

/** Milliseconds since 1970 as a timestamptz. @throws InvalidInputError */
export function timestamp(atMs: number): string {
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) throw new InvalidInputError("A time is not a time.");
  return date.toISOString();
}

export function nullableTimestamp(atMs: number | null): string | null {
  return atMs === null ? null : timestamp(atMs);
}
