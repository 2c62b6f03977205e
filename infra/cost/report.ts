import { type Assumptions, assumptionNames, defaultAssumptions, optionOf } from "./assumptions.ts";
import type { Estimate } from "./estimate.ts";
import { type Line, totalUsd } from "./line.ts";
import { pricesAsOf } from "./price-table.ts";

export interface ReportTitle {
  environment: string;
  region: string;
  posture: string;
  workflow: string;
  conversationsPerDay: number;
}

/** The estimate as text: both columns by service and item, what was assumed, what to know beside it. */
export function formatEstimate(
  { idle, loaded, load, perRun, notes }: Estimate,
  title: ReportTitle,
  assumptions: Assumptions,
): string {
  const { environment, region, posture, workflow, conversationsPerDay } = title;
  return [
    `${environment} (${posture}, ${region}), USD a month; prices as of ${pricesAsOf}`,
    `${workflow}: ${perRun.transitions.toFixed(1)} state transitions, ${perRun.humanTasks.toFixed(2)} human tasks, ${perRun.handovers.toFixed(2)} handovers a run`,
    `${conversationsPerDay} conversations a day: ${Math.round(load.runs).toLocaleString("en-US")} runs a month`,
    "",
    row("", "idle", "loaded", "loaded: quantity"),
    ...servicesOf(loaded).flatMap((service) => serviceRows(service, idle, loaded)),
    row("TOTAL", usd(totalUsd(idle)), usd(totalUsd(loaded)), ""),
    "",
    "Assumed (each may be given as an option):",
    ...assumptionNames.map((name) => assumptionRow(name, assumptions[name])),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ].join("\n");
}

export function servicesOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.map(({ service }) => service))];
}

function serviceRows(service: string, idle: readonly Line[], loaded: readonly Line[]): string[] {
  const of = (lines: readonly Line[]) => lines.filter((line) => line.service === service);
  const [idleLines, loadedLines] = [of(idle), of(loaded)];
  const items = loadedLines.map((line, index) => itemRow(idleLines[index], line));
  return [row(service, usd(totalUsd(idleLines)), usd(totalUsd(loadedLines)), ""), ...items];
}

function itemRow(idle: Line | undefined, loaded: Line): string {
  const { item, quantity, freeQuantity, unit, unitUsd } = loaded;
  const free = freeQuantity > 0 ? `, ${amount(freeQuantity)} free` : "";
  return row(
    `  ${item}`,
    usd(idle?.usd ?? 0),
    usd(loaded.usd),
    `${amount(quantity)} ${unit} at ${unitUsd.toPrecision(3)}${free}`,
  );
}

function row(item: string, idle: string, loaded: string, quantity: string): string {
  return `${item.padEnd(48)}${idle.padStart(10)}${loaded.padStart(12)}  ${quantity}`.trimEnd();
}

function assumptionRow(name: keyof Assumptions, value: number): string {
  const changed = value === defaultAssumptions[name].value ? "" : " (given)";
  return `  --${optionOf(name).padEnd(32)}${String(value).padStart(7)}  ${defaultAssumptions[name].meaning}${changed}`;
}

export function usd(value: number): string {
  return value.toFixed(2);
}

function amount(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
