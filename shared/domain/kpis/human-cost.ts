/** 10^-12 USD in one: every listed price of a model has at most twelve decimals per token. */
export const picoPerUsd = 1_000_000_000_000n;

const microPerUsd = 1_000_000;
const hourMs = 3_600_000n;

/** What people's time costs, in 10^-12 USD, rounded half up. The rate counts to a millionth of a dollar. */
export function humanPicoUsd(humanMs: number, usdPerHour: number): bigint {
  const picoPerHour = BigInt(Math.round(usdPerHour * microPerUsd)) * (picoPerUsd / BigInt(microPerUsd));
  return (BigInt(humanMs) * picoPerHour * 2n + hourMs) / (2n * hourMs);
}
