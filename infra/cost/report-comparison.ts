import { type Comparison, compareWithManual, manualSupport } from "./manual-support.ts";
import type { Scenario } from "./scenarios.ts";
import { specifiedUsd } from "./scenarios.ts";

/** The specification's sum for a scenario beside the one at today's prices. */
export function formatScenario(scenario: Scenario, modelsUsd: number): string {
  return [
    "",
    `${scenario.title}, models alone:`,
    `  as the specification reckons (its prices, 30 days)  ${whole(specifiedUsd(scenario))}`,
    `  at today's prices of the configured models          ${whole(modelsUsd)}`,
  ].join("\n");
}

/** The specification's comparison with people, as it stands there and with the estimate in its place. */
export function formatComparison(
  monthlyUsd: number,
  conversationsPerDay: number,
  handoverShare: number,
): string {
  const { people, yearlyUsdPerPerson, specifiedMonthlyUsd, developmentUsd } = manualSupport;
  const specified = compareWithManual(specifiedMonthlyUsd, 1000, 0);
  const own = compareWithManual(monthlyUsd, conversationsPerDay, handoverShare);
  const line = (label: string, value: (comparison: Comparison) => string) =>
    `  ${label.padEnd(44)}${value(specified).padStart(14)}${value(own).padStart(14)}`;
  return [
    "",
    `Compared with ${people} people at ${whole(yearlyUsdPerPerson)} a year, ${whole(developmentUsd)} to develop:`,
    `  ${"".padEnd(44)}${"specification".padStart(14)}${"this estimate".padStart(14)}`,
    line("people alone, a conversation", (each) => cents(each.manualUsdPerConversation)),
    line("the system, a conversation", (each) => cents(each.systemUsdPerConversation)),
    line("people for what is handed over, a conversation", (each) => cents(each.handoverUsdPerConversation)),
    line("saved in the first year", (each) => whole(each.firstYearSavingUsd)),
    line("saved in each later year", (each) => whole(each.laterYearSavingUsd)),
    line("saved in five years", (each) => whole(each.fiveYearSavingUsd)),
    "  The specification states 1.86M for five years; its own yearly figures add up to 1.54M.",
    "  It reckons no people for handovers; this estimate pays them at the manual price.",
  ].join("\n");
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function cents(value: number): string {
  return value.toFixed(2);
}
