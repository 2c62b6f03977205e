import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { lazy } from "./lazy.ts";

const metrics = lazy(
  () =>
    new Metrics({
      namespace: process.env["POWERTOOLS_METRICS_NAMESPACE"] ?? "hil",
      serviceName: process.env["POWERTOOLS_SERVICE_NAME"] ?? "hil",
    }),
);

/** Counts one occurrence under the given dimensions, in CloudWatch's embedded metric format. */
export function count(name: string, dimensions: Record<string, string>): void {
  const single = metrics().singleMetric();
  for (const [key, value] of Object.entries(dimensions)) single.addDimension(key, value);
  single.addMetric(name, MetricUnit.Count, 1);
}
