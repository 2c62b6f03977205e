import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Posture } from "../config/postures.ts";
import { arnsOf, type Deployment, liveAlias } from "../deployment.ts";

/** Where alarms are told; who hears of them is said where the topic stands. */
export const alarmTopic = "alarms";

/** Who watches what: the environment, and how it counts failures. */
export interface Watch {
  deployment: Deployment;
  posture: Pick<Posture, "failuresAs">;
}

/**
 * More than 5% of a function's live invocations fail, and more than one, in two of five minutes. A canary gets 10% of the
 * traffic, so one that always fails is seen. Counted, more than five failures a minute do it.
 */
export function functionErrorAlarm(scope: Construct, name: string, { deployment, posture }: Watch): Alarm {
  const functionName = `${deployment.namePrefix}${name}`;
  const metric = (metricName: string) =>
    new Metric({
      namespace: "AWS/Lambda",
      metricName,
      dimensionsMap: { FunctionName: functionName, Resource: `${functionName}:${liveAlias}` },
      statistic: "Sum",
      period: Duration.minutes(1),
    });
  if (posture.failuresAs === "count") {
    return addAlarm(scope, "errors", deployment, {
      name: `${name}-errors`,
      description: `More than five calls of ${name} a minute fail.`,
      metric: metric("Errors"),
      threshold: 5,
      minutes: { of: 5, bad: 2 },
    });
  }
  return addAlarm(scope, "errors", deployment, {
    name: `${name}-errors`,
    description: `More than 5% of the calls of ${name} fail.`,
    metric: new MathExpression({
      expression: "IF(errors > 1, 100 * errors / invocations, 0)",
      label: "Errors, % of invocations",
      usingMetrics: { errors: metric("Errors"), invocations: metric("Invocations") },
      period: Duration.minutes(1),
    }),
    threshold: 5,
    minutes: { of: 5, bad: 2 },
  });
}

/** A state machine records how its runs end, also from its catch-all; an execution that fails is one that could not. */
export function executionFailureAlarm(
  scope: Construct,
  machine: string,
  { deployment, posture }: Watch,
): Alarm {
  const metric = (metricName: string) =>
    new Metric({
      namespace: "AWS/States",
      metricName,
      dimensionsMap: { StateMachineArn: arnsOf(deployment).stateMachine(machine) },
      statistic: "Sum",
      period: Duration.minutes(1),
    });
  const failedOrTimedOut = new MathExpression({
    expression: "failed + timedOut",
    label: "Executions that failed or timed out",
    usingMetrics: { failed: metric("ExecutionsFailed"), timedOut: metric("ExecutionsTimedOut") },
    period: Duration.minutes(1),
  });
  return addAlarm(scope, `${machine}-failures`, deployment, {
    name: `${machine}-executions-failed`,
    description: `More than one execution of ${machine} a minute fails.`,
    metric: posture.failuresAs === "count" ? metric("ExecutionsFailed") : failedOrTimedOut,
    threshold: 1,
    minutes: { of: 5, bad: 2 },
  });
}

export interface AlarmSpec {
  name: string;
  description: string;
  metric: IMetric;
  /** The alarm goes above it. */
  threshold: number;
  minutes: { of: number; bad: number };
}

/** An alarm of the environment, told to its topic. */
export function addAlarm(scope: Construct, id: string, deployment: Deployment, spec: AlarmSpec): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmName: `${deployment.namePrefix}${spec.name}`,
    alarmDescription: spec.description,
    metric: spec.metric,
    threshold: spec.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: spec.minutes.of,
    datapointsToAlarm: spec.minutes.bad,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(
    new SnsAction(Topic.fromTopicArn(scope, `${id}-topic`, arnsOf(deployment).topic(alarmTopic))),
  );
  return alarm;
}
