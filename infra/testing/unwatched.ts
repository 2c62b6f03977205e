import type { Template } from "aws-cdk-lib/assertions";
import type { Topology } from "../../shared/contracts/topology.ts";
import { resourcesOf } from "../stacks/testing/resources.ts";

interface WatchedMetric {
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
}

/** Functions and dead-letter queues of the topology that no alarm of these templates looks at, by physical name. */
export function unwatched(templates: Template[], { functions }: Topology, namePrefix: string): string[] {
  const metrics = templates.flatMap(watchedMetrics);
  const isWatched = (metric: string, dimension: string, value: string) =>
    metrics.some(
      ({ MetricName, Dimensions }) =>
        MetricName === metric && Dimensions.some(({ Name, Value }) => Name === dimension && Value === value),
    );
  const names = Object.keys(functions).map((name) => `${namePrefix}${name}`);
  return [
    ...names.filter((name) => !isWatched("Errors", "FunctionName", name)),
    ...deadLetterQueuesIn(templates).filter(
      (name) => !isWatched("ApproximateNumberOfMessagesVisible", "QueueName", name),
    ),
  ];
}

function watchedMetrics(template: Template): WatchedMetric[] {
  return Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")).flatMap(({ Properties }) => {
    const parts: { MetricStat?: { Metric: WatchedMetric } }[] = Properties.Metrics ?? [];
    const inner = parts.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
    return Properties.MetricName ? [Properties as WatchedMetric, ...inner] : inner;
  });
}

/** By what they are to others, not by their names. */
function deadLetterQueuesIn(templates: Template[]): string[] {
  const text = JSON.stringify(templates.map((template) => template.toJSON()));
  return templates
    .flatMap((template) => Object.entries(resourcesOf(template, "AWS::SQS::Queue")))
    .filter(([id, { Properties }]) => {
      const isRedriven = text.includes(`"deadLetterTargetArn":{"Fn::GetAtt":["${id}","Arn"]}`);
      return isRedriven || Properties.RedrivePolicy === undefined;
    })
    .map(([, { Properties }]) => Properties.QueueName as string);
}
