import { composioPlans, pricesAsOf, priceTable, type PricedRegion, type UnitPrice } from "./price-table.ts";

/** The price table itself: each figure with the page that states it. */
export function formatPrices(region: PricedRegion): string {
  const rows = Object.values<UnitPrice>(priceTable).map(({ service, unit, usd, source, alwaysFree }) => {
    const free = alwaysFree === undefined ? "" : `, ${alwaysFree} free`;
    return `  ${service.padEnd(18)}${String(usd[region]).padStart(13)}  ${`${unit}${free}`.padEnd(48)}${source}`;
  });
  const plans = composioPlans.plans.map(
    ({ name, monthlyUsd, usdPerThousandMore }) =>
      `  ${"Composio".padEnd(18)}${String(monthlyUsd).padStart(13)}  ${`month, ${name}; thousand more: ${usdPerThousandMore ?? "none"}`.padEnd(48)}${composioPlans.source}`,
  );
  return [
    `Prices of ${region} in USD, as of ${pricesAsOf}; models: shared/domain/llm/prices.ts`,
    ...rows,
    ...plans,
  ].join("\n");
}
