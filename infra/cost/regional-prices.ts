import { type PricedRegion, pricedRegions } from "./price-table.ts";

export interface RegionalPrices {
  /** The column of the price table that is used. */
  region: PricedRegion;
  /** Said to the reader where the region asked for has no column of its own; else null. */
  assumption: string | null;
}

/** Which prices count for a region: its own, else those of the nearest priced one, and then it says so. */
export function regionalPrices(region: string): RegionalPrices {
  const own = pricedRegions.find((each) => each === region);
  if (own !== undefined) return { region: own, assumption: null };
  const nearest = /^(us|ca|mx|sa)-/.test(region) ? "us-east-1" : "eu-west-1";
  const assumption = `The price table has no figures for ${region}: every AWS price below is that of ${nearest}.`;
  return { region: nearest, assumption };
}
