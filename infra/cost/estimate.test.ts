import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Topology } from "../../shared/contracts/topology.ts";
import { readConfig } from "../config/read-config.ts";
import { topology } from "../topology.ts";
import { assume } from "./assumptions.ts";
import { totalUsd } from "./line.ts";
import { formatEstimate } from "./report.ts";
import { formatComparison } from "./report-comparison.ts";
import { composioPlans, pricesAsOf, priceTable, type UnitPrice } from "./price-table.ts";
import { scenarios, specifiedUsd } from "./scenarios.ts";
import { estimateOf, shippedWorkflow } from "./testing.ts";
import { workflowLoad } from "./workflow-load.ts";

/** So that a new function does not change what is expected of the report. */
const small: Topology = {
  ...topology,
  functions: Object.fromEntries(
    Object.entries(topology.functions).filter(([name]) => ["api", "run-agent", "start-run"].includes(name)),
  ),
  queues: {
    "run-starts": { consumer: "start-run", batchSize: 10, visibilityTimeoutSeconds: 60, maxReceives: 5 },
  },
  rules: {},
  schedules: {},
  stateMachines: {},
  secrets: { database: { description: "", writtenBy: "database", fields: [] } },
};

const environments = ["dev", "staging", "prod"];

describe("the price table", () => {
  test("has a positive price, a source and a date for each unit", () => {
    expect(pricesAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const [name, { usd, source, unit }] of Object.entries<UnitPrice>(priceTable)) {
      expect.soft(Math.min(...Object.values(usd)), name).toBeGreaterThan(0);
      expect.soft(source, name).toMatch(/^aws\.amazon\.com\/.*pricing/);
      expect.soft(unit, name).not.toBe("");
    }
    expect(composioPlans.source).toContain("composio.dev");
  });
});

describe("estimate()", () => {
  test("keeps an idle dev environment at 45 USD and says what each of them is", () => {
    const { idle } = estimateOf("dev", 0);
    expect(totalUsd(idle)).toBeGreaterThan(0);
    expect(totalUsd(idle)).toBeLessThanOrEqual(45);
    for (const line of idle.filter(({ usd }) => usd > 0)) expect(line.item).not.toBe("");
  });

  test("bills nothing for models, tools, states or functions when nobody writes", () => {
    for (const environment of environments) {
      const { idle } = estimateOf(environment, 1000);
      const used = idle.filter(({ service }) =>
        ["Models", "Composio", "Lambda", "Step Functions"].includes(service),
      );
      expect(used.length).toBeGreaterThan(4);
      expect(totalUsd(used)).toBe(0);
    }
  });

  test.each(environments)("adds the lines of %s up to what they cost each", (environment) => {
    const { loaded } = estimateOf(environment, 1000);
    for (const { quantity, freeQuantity, unitUsd, usd } of loaded)
      expect(usd).toBeCloseTo((quantity - freeQuantity) * unitUsd, 6);
    const byHand = loaded.map(({ usd }) => usd).toSorted((a, b) => a - b);
    expect(totalUsd(loaded)).toBeCloseTo(
      byHand.reduce((a, b) => a + b, 0),
      6,
    );
  });

  test("never gets cheaper with more conversations, in any line's service or in all", () => {
    const load = fc.integer({ min: 0, max: 50_000 });
    fc.assert(
      fc.property(fc.constantFrom(...environments), load, load, (environment, one, other) => {
        const fewer = estimateOf(environment, Math.min(one, other)).loaded;
        const more = estimateOf(environment, Math.max(one, other)).loaded;
        for (const [index, line] of more.entries())
          expect(line.usd).toBeGreaterThanOrEqual((fewer[index]?.usd ?? 0) - 1e-9);
        expect(totalUsd(more)).toBeGreaterThanOrEqual(totalUsd(fewer) - 1e-9);
      }),
      { numRuns: 25 },
    );
  });

  test("costs what the idle environment costs when the load is zero", () => {
    for (const environment of environments) {
      const { idle, loaded } = estimateOf(environment, 0);
      expect(loaded).toEqual(idle);
    }
  });

  test("bills every function that a run calls, and names those that none does", () => {
    const { load, notes } = estimateOf("prod", 1000);
    expect(Object.keys(load.functions)).toEqual(
      expect.arrayContaining(["api", "start-run", "run-agent", "open-wait", "settle-wait", "record-run"]),
    );
    for (const name of Object.keys(topology.functions))
      expect.soft(name in load.functions || notes.join().includes(name), name).toBe(true);
    for (const name of Object.keys(load.functions)) expect(topology.functions).toHaveProperty(name);
  });

  test("counts the interface endpoints that code agents bring, where they are enabled", () => {
    const config = readConfig("dev");
    const codeAgents = { imageTag: "1", s3PrefixListId: "pl-6da54004" };
    const withAgents = estimateOf("dev", 0, { config: { ...config, codeAgents } });
    const more = totalUsd(withAgents.idle) - totalUsd(estimateOf("dev", 0).idle);
    expect(more).toBeCloseTo(4 * 730 * 0.01 + 0.05, 2);
  });

  test("says whose prices it takes for a region that the table does not have", () => {
    const config = { ...readConfig("dev"), region: "ap-south-1" as const };
    const note = "The price table has no figures for ap-south-1: every AWS price below is that of eu-west-1.";
    expect(estimateOf("dev", 0, { config }).notes).toContain(note);
    expect(estimateOf("dev", 0).notes).not.toContainEqual(expect.stringContaining("price table"));
  });

  test("costs more without the always-free allowances", () => {
    const without = estimateOf("dev", 1000, { freeAllowances: false });
    expect(totalUsd(without.loaded)).toBeGreaterThan(totalUsd(estimateOf("dev", 1000).loaded));
    expect(without.loaded.every(({ freeQuantity }) => freeQuantity === 0)).toBe(true);
  });

  test("lets the database sleep more the rarer the conversations", () => {
    const awake = (perDay: number) =>
      estimateOf("dev", perDay).loaded.find(({ item }) => item.startsWith("database awake"))?.quantity ?? 0;
    expect(awake(0)).toBe(0);
    expect(awake(1)).toBeLessThan(20);
    expect(awake(10_000)).toBeCloseTo(365, 0);
  });
});

describe("workflowLoad()", () => {
  const workflow = shippedWorkflow();

  test("hands over the share that is assumed", () => {
    for (const handoverShare of [0.05, 0.15, 0.6])
      expect(workflowLoad(workflow, assume({ handoverShare })).handovers).toBeCloseTo(handoverShare, 6);
  });

  test("counts the states of the longest way when that is the way taken", () => {
    const always = assume({
      handoverShare: 0,
      taskFailureShare: 0,
      taskRetryShare: 0,
      answerTimeoutShare: 0,
    });
    const load = workflowLoad(workflow, always, {
      "after classify_intent": { research: 1 },
      "after research": { approve_return: 1 },
      "handle_return?": { handle_return: 1 },
    });
    expect(load).toMatchObject({ transitions: 12, humanTasks: 1, toolNodes: 0 });
    expect(load.functions["run-agent"]?.invocations).toBeCloseTo(4);
    expect(load.agents.map(({ type, profile, perRun }) => [type, profile, Math.round(perRun)])).toEqual(
      expect.arrayContaining([
        ["simple", "fast", 2],
        ["reasoning", "balanced", 1],
        ["reasoning", "powerful", 1],
      ]),
    );
  });
});

describe("presets", () => {
  test.each(Object.values(scenarios))("reckon $title as the specification does", (scenario) => {
    expect(specifiedUsd(scenario)).toBeCloseTo(scenario.specifiedMonthlyUsd, 6);
    expect(Object.values(scenario.shares).reduce((a, b) => a + b, 0)).toBeCloseTo(1);
  });

  test("compare with manual support by the specification's figures and by the estimate", () => {
    const text = formatComparison(1000, 1000, 0.1);
    expect(text).toMatch(/people alone, a conversation +2\.19 +2\.19/);
    expect(text).toMatch(/the system, a conversation +0\.06 +0\.03/);
    expect(text).toMatch(/saved in the first year +27,200 +-42,000/);
    expect(text).toMatch(/saved in each later year +377,200 +308,000/);
    expect(text).toMatch(/saved in five years +1,536,000 +1,190,000/);
  });
});

test("prints what it found, and every assumption with its option", async () => {
  const workflow = "customer_support 1.0.0";
  const title = {
    environment: "dev",
    region: "us-east-1",
    posture: "development",
    workflow,
    conversationsPerDay: 1000,
  };
  const given = { handoverShare: 0.2 };
  const text = formatEstimate(estimateOf("dev", 1000, { given, topology: small }), title, assume(given));
  await expect(`${text}\n`).toMatchFileSnapshot("dev-1000-a-day.golden");
  expect(text).toContain("--handover-share");
});
