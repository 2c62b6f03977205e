import { type PricedRegion, type PriceName, priceTable, type UnitPrice } from "./price-table.ts";

/** One line of a bill. */
export interface Line {
  service: string;
  item: string;
  quantity: number;
  /** Of these, not billed: every account has them for nothing. */
  freeQuantity: number;
  unit: string;
  unitUsd: number;
  usd: number;
}

/** A quantity of something in the price table. */
export type Use = [name: PriceName, item: string, quantity: number];

export interface BillingOptions {
  region: PricedRegion;
  /** Whether AWS's always-free allowances, one per account, are there for this deployment. */
  freeAllowances: boolean;
}

/** Prices what is used. Uses of one price share its allowance, the first named first. */
export function bill(uses: readonly Use[], { region, freeAllowances }: BillingOptions): Line[] {
  const left = new Map<PriceName, number>();
  return uses.map(([name, item, quantity]) => {
    const { service, unit, usd, alwaysFree = 0 }: UnitPrice = priceTable[name];
    const free = left.get(name) ?? (freeAllowances ? alwaysFree : 0);
    const freeQuantity = Math.min(free, quantity);
    left.set(name, free - freeQuantity);
    const unitUsd = usd[region];
    return { service, item, quantity, freeQuantity, unit, unitUsd, usd: (quantity - freeQuantity) * unitUsd };
  });
}

export function totalUsd(lines: readonly Line[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}
