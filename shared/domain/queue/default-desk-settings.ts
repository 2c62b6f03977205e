import type { DeskSettings } from "../../contracts/human-agent.ts";
import { aroundTheClock, type BusinessHours } from "./business-hours.ts";

/** How the desk of a tenant works that has set nothing: around the clock, without deadlines. */
export const defaultDeskSettings: DeskSettings = {
  timeZone: aroundTheClock.timeZone,
  weekly: aroundTheClock.weekly.map((openings) => [...openings]),
  holidays: [],
  firstResponseMinutes: [null, null, null, null],
  resolutionMinutes: [null, null, null, null],
  escalateAtShare: 0.8,
  reactionMinutes: 15,
  assignment: "automatic",
  humanCostUsdPerHour: 0,
};

export function hoursOf({ timeZone, weekly, holidays }: DeskSettings): BusinessHours {
  return { timeZone, weekly, holidays };
}
