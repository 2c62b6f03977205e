import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Posture } from "../config/postures.ts";
import type { Deployment } from "../deployment.ts";
import { databaseIdentifier } from "./database.ts";
import type { AlarmSpec } from "./error-alarm.ts";

export interface OperationAlarmsProps {
  deployment: Deployment;
  posture: Posture;
  /** By logical name. */
  deadLetterQueues: string[];
}

/** API Gateway gives up on a request after 29 s; the longest that the API makes a caller wait is 25 s. */
const slowApiMs = 27_000;
/** PostgreSQL on Aurora takes some 190 connections per capacity unit, and 2,000 where the least is below one unit. */
const busyConnections = (maxCapacity: number) => Math.min(150 * maxCapacity, 1600);

/**
 * What is watched beside each function's and state machine's own alarm. Functions are throttled by the account's
 * concurrency, so one alarm watches them all: an alarm costs 0.10 USD a month for
 * each metric.
 */
export function operationAlarms(props: OperationAlarmsProps): AlarmSpec[] {
  return [
    ...props.deadLetterQueues.map((name) => deadLetterAlarm(name, props.deployment)),
    {
      name: "functions-throttled",
      description: "Functions are refused: the account's or a function's concurrency is used up.",
      metric: perMinute("AWS/Lambda", "Throttles", {}, "Sum"),
      threshold: 0,
      minutes: { of: 5, bad: 2 },
    },
    // Where nobody is told, what is only slow or full is seen on the dashboard.
    ...(props.posture.alarmsNotify ? [...apiAlarms(props.deployment), ...databaseAlarms(props)] : []),
  ];
}

function deadLetterAlarm(name: string, { namePrefix }: Deployment): AlarmSpec {
  const dimensions = { QueueName: `${namePrefix}${name}` };
  return {
    name: `${name}-filled`,
    description: `Something could not be worked on and waits in ${name}.`,
    metric: perMinute("AWS/SQS", "ApproximateNumberOfMessagesVisible", dimensions, "Maximum"),
    threshold: 0,
    minutes: { of: 1, bad: 1 },
  };
}

function apiAlarms({ namePrefix }: Deployment): AlarmSpec[] {
  const dimensions = { ApiName: `${namePrefix}api` };
  return [
    {
      name: "api-fails",
      description: "More than 1% of the API's answers are its own failure (5xx).",
      metric: perMinute("AWS/ApiGateway", "5XXError", dimensions, "Average"),
      threshold: 0.01,
      minutes: { of: 5, bad: 3 },
    },
    {
      name: "api-slow",
      description: "One answer in a hundred takes so long that API Gateway may give up on it.",
      metric: perMinute("AWS/ApiGateway", "Latency", dimensions, "p99"),
      threshold: slowApiMs,
      minutes: { of: 15, bad: 10 },
    },
  ];
}

function databaseAlarms({ deployment, posture }: OperationAlarmsProps): AlarmSpec[] {
  const dimensions = { DBClusterIdentifier: databaseIdentifier(deployment) };
  const metric = (name: string) => perMinute("AWS/RDS", name, dimensions, "Maximum");
  const lasting = { of: 15, bad: 10 };
  return [
    {
      name: "database-capacity",
      description: "The database has grown to 90% of the capacity that it may take.",
      metric: metric("ACUUtilization"),
      threshold: 90,
      minutes: lasting,
    },
    {
      name: "database-cpu",
      description: "The database's processors are busy.",
      metric: metric("CPUUtilization"),
      threshold: 90,
      minutes: lasting,
    },
    {
      name: "database-connections",
      description: "The database will soon refuse connections.",
      metric: metric("DatabaseConnections"),
      threshold: busyConnections(posture.databaseCapacity.max),
      minutes: { of: 5, bad: 3 },
    },
  ];
}

function perMinute(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(1) });
}
