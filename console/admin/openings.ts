import type { DeskSettingsView } from "../../shared/contracts/api/desk.ts";

type Openings = DeskSettingsView["weekly"][number];

/** Opening times as people write them: `9:00-12:30, 13:30-17:00`; empty on a day that is closed. */
export function writeOpenings(openings: Openings): string {
  return openings.map(({ from_minute, to_minute }) => `${clock(from_minute)}-${clock(to_minute)}`).join(", ");
}

/** Null for a text that says no opening times. */
export function readOpenings(text: string): Openings | null {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  const openings = parts.map(readOpening);
  return openings.every((each) => each !== null) ? openings : null;
}

function readOpening(text: string): Openings[number] | null {
  const match = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return null;
  const [fromHour, fromRest, toHour, toRest] = match.slice(1).map(Number) as [number, number, number, number];
  const opening = { from_minute: fromHour * 60 + fromRest, to_minute: toHour * 60 + toRest };
  const isTime = fromRest < 60 && toRest < 60 && opening.to_minute <= 24 * 60;
  return isTime && opening.from_minute < opening.to_minute ? opening : null;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
