import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { databaseIdentifier } from "./database.ts";

export interface OperationsDashboardProps {
  topology: Topology;
  deployment: Deployment;
  /** Beside those of functions and state machines, by logical name. */
  alarms: string[];
}

/**
 * One page: what is wrong now, function by function, then the API, functions together, runs, queues and database over time.
 * A dashboard of more than fifty metrics is never free.
 */
export class OperationsDashboard extends Construct {
  readonly #deployment: Deployment;
  readonly #topology: Topology;

  constructor(scope: Construct, id: string, { topology, deployment, alarms }: OperationsDashboardProps) {
    super(scope, id);
    this.#deployment = deployment;
    this.#topology = topology;
    const { namePrefix } = deployment;
    new cloudwatch.Dashboard(this, "dashboard", {
      dashboardName: `${namePrefix}operations`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [this.#alarmStatus(alarms)],
        [
          this.#graph("API", this.#api("Count", "Sum"), this.#api("5XXError", "Sum")),
          this.#graph("API latency (p99)", this.#api("Latency", "p99")),
        ],
        [
          this.#graph("Functions", this.#ofFunctions("Invocations"), this.#ofFunctions("Errors")),
          this.#graph("Functions at once", this.#ofFunctions("ConcurrentExecutions", "Maximum")),
        ],
        [this.#graph("Runs", ...this.#runs()), this.#graph("Messages waiting", ...this.#queues())],
        [
          this.#graph("Database capacity units", this.#database("ServerlessDatabaseCapacity")),
          this.#graph("Database connections", this.#database("DatabaseConnections")),
        ],
      ],
    });
  }

  #alarmStatus(own: string[]): cloudwatch.AlarmStatusWidget {
    const { functions, stateMachines } = this.#topology;
    const { partition, region, accountId, namePrefix } = this.#deployment;
    const names = [
      ...Object.keys(functions).map((name) => `${name}-errors`),
      ...Object.keys(stateMachines).map((name) => `${name}-executions-failed`),
      ...own,
    ];
    const arns = names.map(
      (name) => `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${namePrefix}${name}`,
    );
    const alarms = arns.map((arn, index) => cloudwatch.Alarm.fromAlarmArn(this, `alarm-${index}`, arn));
    return new cloudwatch.AlarmStatusWidget({ title: "Alarms", alarms, width: 24, height: 4 });
  }

  #graph(title: string, ...left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
    return new cloudwatch.GraphWidget({ title, left, width: 12 });
  }

  #api(metricName: string, statistic: string): cloudwatch.Metric {
    const dimensionsMap = { ApiName: `${this.#deployment.namePrefix}api` };
    return new cloudwatch.Metric({ namespace: "AWS/ApiGateway", metricName, statistic, dimensionsMap });
  }

  /** Of the account's functions together. */
  #ofFunctions(metricName: string, statistic = "Sum"): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: "AWS/Lambda", metricName, statistic });
  }

  #runs(): cloudwatch.Metric[] {
    const { stateMachine } = arnsOf(this.#deployment);
    return Object.keys(this.#topology.stateMachines).flatMap((name) =>
      ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed"].map((metricName) => {
        const dimensionsMap = { StateMachineArn: stateMachine(name) };
        const how = { statistic: "Sum", label: `${name} ${metricName}` };
        return new cloudwatch.Metric({ namespace: "AWS/States", metricName, dimensionsMap, ...how });
      }),
    );
  }

  #queues(): cloudwatch.Metric[] {
    return Object.keys(this.#topology.queues).map((name) => {
      const dimensionsMap = { QueueName: `${this.#deployment.namePrefix}${name}` };
      const how = { statistic: "Maximum", label: name };
      const metricName = "ApproximateNumberOfMessagesVisible";
      return new cloudwatch.Metric({ namespace: "AWS/SQS", metricName, dimensionsMap, ...how });
    });
  }

  #database(metricName: string): cloudwatch.Metric {
    const dimensionsMap = { DBClusterIdentifier: databaseIdentifier(this.#deployment) };
    return new cloudwatch.Metric({ namespace: "AWS/RDS", metricName, statistic: "Maximum", dimensionsMap });
  }
}
