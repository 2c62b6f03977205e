import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import type { Topology } from "../../shared/contracts/topology.ts";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { synthesised } from "../testing/synthesised.ts";
import { unwatched } from "../testing/unwatched.ts";
import { topology } from "../topology.ts";
import { resourcesOf, resourceWith } from "./testing/resources.ts";
import { testFunction } from "./testing/test-topology.ts";

const larger: Topology = {
  ...topology,
  functions: { ...topology.functions, added: testFunction(), scheduled: testFunction() },
  queues: {
    ...topology.queues,
    "added-work": { consumer: "added", batchSize: 1, visibilityTimeoutSeconds: 60, maxReceives: 3 },
  },
  schedules: { ...topology.schedules, "each-hour": { everySeconds: 3600, function: "scheduled" } },
};

const ofDev = synthesised(dev).templates;
const ofProd = synthesised(prod).templates;
const ofLarger = synthesised(prod, { topology: larger }).templates;

describe.each([
  ["dev", ofDev, topology, "hil-dev-"],
  ["prod", ofProd, topology, "hil-prod-"],
  ["a larger topology", ofLarger, larger, "hil-prod-"],
])("%s", (_, templates, what, prefix) => {
  const all = Object.values(templates);

  test("watches every function and every dead-letter queue", () => {
    expect(unwatched(all, what, prefix)).toEqual([]);
  });

  test("shows every alarm on the dashboard", () => {
    const [dashboard] = Object.values(resourcesOf(templates["observability"]!, "AWS::CloudWatch::Dashboard"));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    const names = all.flatMap((template) =>
      Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")).map(
        ({ Properties }) => Properties.AlarmName,
      ),
    );
    expect(names.length).toBeGreaterThan(Object.keys(what.functions).length);
    expect(names.filter((name) => !body.includes(`:alarm:${name}`))).toEqual([]);
  });

  test("tells every alarm to the topic", () => {
    const alarms = all.flatMap((template) => Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")));
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([expect.stringMatching(/^arn:aws:sns:.*-alarms$/)]);
    }
  });
});

describe("unwatched()", () => {
  test("finds a function and a queue whose alarm is missing", () => {
    const others = Object.values(ofProd).map((template) => {
      const { Resources, ...rest } = template.toJSON() as {
        Resources: Record<string, Record<string, unknown>>;
      };
      const kept = Object.entries(Resources).filter(
        ([, each]) => !/api-errors|run-starts-dlq-filled/.test(nameOf(each)),
      );
      return Template.fromJSON({ ...rest, Resources: Object.fromEntries(kept) });
    });
    expect(unwatched(others, topology, "hil-prod-")).toEqual(["hil-prod-api", "hil-prod-run-starts-dlq"]);
  });

  test("finds a function that the stacks do not know", () => {
    const functions = { ...topology.functions, forgotten: testFunction() };
    expect(unwatched(Object.values(ofProd), { ...topology, functions }, "hil-prod-")).toEqual([
      "hil-prod-forgotten",
    ]);
  });
});

describe("alarms and budget", () => {
  const stack = ofProd["observability"]!;

  test("are mailed where the posture says so", () => {
    stack.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "operators@example.com",
    });
    ofDev["observability"]!.resourceCountIs("AWS::SNS::Subscription", 0);
  });

  test("go through a topic under the data key", () => {
    const topic = resourceWith(stack, "AWS::SNS::Topic", "TopicName", "hil-prod-alarms");
    expect(JSON.stringify(topic.Properties.KmsMasterKeyId)).toContain("alias/hil-prod-data");
  });

  test.each(["ACUUtilization", "CPUUtilization", "DatabaseConnections"])(
    "watch the database's %s",
    (metric) => {
      const alarm = resourceWith(stack, "AWS::CloudWatch::Alarm", "MetricName", metric);
      expect(alarm.Properties.Dimensions).toEqual([
        { Name: "DBClusterIdentifier", Value: "hil-prod-database" },
      ]);
      expect(alarm.Properties.TreatMissingData).toBe("notBreaching");
    },
  );

  test("watch the API under the name that it has", () => {
    resourceWith(ofProd["api"]!, "AWS::ApiGateway::RestApi", "Name", "hil-prod-api");
    for (const metric of ["5XXError", "Latency"]) {
      const alarm = resourceWith(stack, "AWS::CloudWatch::Alarm", "MetricName", metric);
      expect(alarm.Properties.Dimensions).toEqual([{ Name: "ApiName", Value: "hil-prod-api" }]);
    }
  });

  test("watch functions that are throttled, all with one alarm", () => {
    const alarm = resourceWith(stack, "AWS::CloudWatch::Alarm", "MetricName", "Throttles");
    expect(alarm.Properties.Dimensions ?? []).toEqual([]);
  });

  test("warn of the configured bill", () => {
    const [budget] = Object.values(resourcesOf(stack, "AWS::Budgets::Budget"));
    expect(budget?.Properties.Budget.BudgetLimit).toEqual({ Amount: 1000, Unit: "USD" });
    expect(budget?.Properties.NotificationsWithSubscribers).toHaveLength(2);
    const { templates } = synthesised({ ...dev, monthlyBudgetUsd: 0 });
    templates["observability"]!.resourceCountIs("AWS::Budgets::Budget", 0);
  });
});

describe("schedules", () => {
  const waking: Topology = {
    ...topology,
    functions: { ...topology.functions, waking: testFunction({ access: [{ database: true }] }) },
    schedules: { "each-minute": { everySeconds: 60, function: "waking" } },
  };

  test("start nothing that asks a database that may sleep", () => {
    synthesised(dev, { topology: waking }).templates["events"]!.resourceCountIs(
      "AWS::Scheduler::Schedule",
      0,
    );
    synthesised(prod, { topology: waking }).templates["events"]!.resourceCountIs(
      "AWS::Scheduler::Schedule",
      1,
    );
  });

  test("that ship ask no database", () => {
    const asking = Object.values(topology.schedules).filter(({ function: name }) =>
      topology.functions[name]?.access.some((entry) => "database" in entry),
    );
    expect(asking).toEqual([]);
  });
});

function nameOf({ Properties }: Record<string, unknown>): string {
  return String((Properties as { AlarmName?: string } | undefined)?.AlarmName);
}
