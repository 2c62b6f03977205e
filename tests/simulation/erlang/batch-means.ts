export interface Estimate {
  mean: number;
  /** Half of the 95 % confidence interval. */
  halfWidth: number;
}

/** 97.5 % quantile of Student's t with 29 degrees of freedom. */
const quantile = 2.045;
const batches = 30;

/** The mean of values that depend on those before them, by the means of thirty batches in a row (Conway 1963). */
export function batchMeans(values: Float64Array): Estimate {
  const size = Math.floor(values.length / batches);
  const means = Array.from({ length: batches }, (_, batch) =>
    meanOf(values.subarray(batch * size, (batch + 1) * size)),
  );
  const mean = meanOf(means);
  const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (batches - 1);
  return { mean, halfWidth: quantile * Math.sqrt(variance / batches) };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index]!;
  return sum / values.length;
}
