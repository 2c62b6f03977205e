import { Duration } from "aws-cdk-lib";
import { CfnSchedule, CfnScheduleGroup, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import type { ScheduleSpec } from "../../shared/contracts/topology.ts";
import type { Statement } from "../access.ts";
import { deadLetterQueueOf } from "../dead-letters.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { explicitRole } from "./explicit-role.ts";

export interface SchedulesProps {
  schedules: Record<string, ScheduleSpec>;
  deployment: Deployment;
}

/** One group of schedules under one role, which may start their functions, and nothing else. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, { schedules, deployment }: SchedulesProps) {
    super(scope, id);
    const { namePrefix, accountId } = deployment;
    const arns = arnsOf(deployment);
    const group = new CfnScheduleGroup(this, "group", { name: `${namePrefix}schedules` });
    const role = explicitRole(this, "role", {
      name: `${namePrefix}schedules`,
      description: "Starts the functions that run on a schedule",
      service: "scheduler.amazonaws.com",
      conditions: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnEquals: { "aws:SourceArn": arns.scheduleGroup("schedules") },
      },
      allow: statementsOf(schedules, deployment),
    });
    for (const [name, { everySeconds, function: target }] of Object.entries(schedules)) {
      const schedule = new CfnSchedule(this, name, {
        name: `${namePrefix}${name}`,
        groupName: `${namePrefix}schedules`,
        scheduleExpression: ScheduleExpression.rate(Duration.seconds(everySeconds)).expressionString,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: arns.liveFunction(target),
          roleArn: role.roleArn,
          deadLetterConfig: { arn: arns.queue(deadLetterQueueOf(name)) },
          // The next one comes soon enough: what was missed for longer is not made up for.
          retryPolicy: { maximumEventAgeInSeconds: Math.max(60, everySeconds), maximumRetryAttempts: 3 },
        },
      });
      schedule.node.addDependency(group, role);
    }
  }
}

function statementsOf(schedules: Record<string, ScheduleSpec>, deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const functions = [...new Set(Object.values(schedules).map((spec) => spec.function))];
  const queues = Object.keys(schedules).map(deadLetterQueueOf);
  return [
    { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: functions.map(arns.liveFunction) },
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queues.map(arns.queue) },
  ];
}
