import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Coloured where the stream is a terminal and NO_COLOR is not set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

export function usd(amount: number | null): string {
  return amount === null ? "price unknown" : `$${amount.toFixed(amount !== 0 && amount < 0.01 ? 6 : 4)}`;
}

export function ms(duration: number): string {
  return `${Math.round(duration).toLocaleString("en-US")}ms`;
}
