import * as budgets from "aws-cdk-lib/aws-budgets";
import type { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { databaseSleeps } from "../config/postures.ts";
import { AlarmTopic } from "../constructs/alarm-topic.ts";
import { ApiGatewayLogs } from "../constructs/api-gateway-logs.ts";
import { addAlarm } from "../constructs/error-alarm.ts";
import { OperationsDashboard } from "../constructs/operations-dashboard.ts";
import { operationAlarms } from "../constructs/operation-alarms.ts";
import { deadLetterQueues } from "../dead-letters.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

/**
 * Who hears of what goes wrong. Everything watched is found by its name, so this stack stands before what it watches, and
 * the alarms that a release looks at (functions, state machines), which stand with these, find the topic.
 */
export class ObservabilityStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { topology = deployed }: { topology?: Topology } = {},
  ) {
    super(scope, "observability", config, "alarms, dashboard and budget");
    const { deployment, posture } = this;
    new AlarmTopic(this, "alarm-topic", {
      deployment,
      mailTo: posture.alarmsNotify ? config.alarmEmail : null,
    });
    const queues = deadLetterQueues(topology, databaseSleeps(posture));
    const alarms = operationAlarms({ deployment, posture, deadLetterQueues: queues });
    for (const spec of alarms) addAlarm(this, spec.name, deployment, spec);
    new OperationsDashboard(this, "dashboard", {
      topology,
      deployment,
      alarms: alarms.map(({ name }) => name),
    });
    new ApiGatewayLogs(this, "api-gateway-logs", deployment);
    if (config.monthlyBudgetUsd > 0) this.addBudget(config.monthlyBudgetUsd, config.alarmEmail);
  }

  /** Of the whole account, which is the environment's own. */
  private addBudget(amount: number, address: string | null): void {
    const warn = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold },
      subscribers: [{ subscriptionType: "EMAIL", address: address ?? "" }],
    });
    new budgets.CfnBudget(this, "budget", {
      budget: {
        budgetName: `${this.deployment.namePrefix}monthly`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount, unit: "USD" },
      },
      notificationsWithSubscribers: address === null ? [] : [warn("ACTUAL", 80), warn("FORECASTED", 100)],
    });
  }
}
