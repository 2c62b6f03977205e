import type { Json } from "../../contracts/json.ts";

const names = ["low", "normal", "high", "urgent"];
const normal = 1;

/** A priority from 0 (low) to 3 (urgent), as authors write it: by number or by name; normal when it is neither. */
export function parsePriority(value: Json | undefined): number {
  const isGiven = typeof value === "string" || typeof value === "number";
  const text = isGiven ? String(value).trim().toLowerCase() : "";
  const named = names.indexOf(text);
  if (named !== -1) return named;
  const number = text === "" ? NaN : Number(text);
  return Number.isInteger(number) && number >= 0 && number < names.length ? number : normal;
}
