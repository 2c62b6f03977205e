// `npm run cost -- <environment> --conversations 1000/day`: what a month costs, by service and item.
import { readFileSync } from "node:fs";
import { workflowCompiler } from "../../shared/services/workflow-compiler.ts";
import type { CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import { InvalidConfigError, readConfig } from "../config/read-config.ts";
import { topology } from "../topology.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { totalUsd } from "./line.ts";
import { type CostArguments, CostUsageError, readArguments } from "./read-arguments.ts";
import { formatComparison, formatScenario } from "./report-comparison.ts";
import { formatPrices } from "./report-prices.ts";
import { formatEstimate } from "./report.ts";
import { regionalPrices } from "./regional-prices.ts";
import { agentMix, scenarios } from "./scenarios.ts";

const usage = `npm run cost -- <environment> [--conversations 1000/day] [options]
  --workflow FILE                 instead of statemachines/workflows/customer_support.yaml
  --preset NAME                   conservative, balanced, aggressive (the specification's), or manual: compared with people
  --choice STATE:NEXT=SHARE       how often a Choice takes a way; the others share the rest (repeatable)
  --no-free-tier                  without AWS's always-free allowances
  --prices                        the price table with its sources, instead
  --json                          the estimate as JSON
  Every assumption is printed with the option that changes it.`;

try {
  run(readArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isUsage =
    error instanceof CostUsageError || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
  if (!isUsage && !(error instanceof InvalidConfigError)) throw error;
  process.stderr.write(`${error.message}\n${isUsage ? `${usage}\n` : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}

function run(options: CostArguments): void {
  const config = readConfig(options.environment);
  if (options.prices) {
    print(formatPrices(regionalPrices(config.region).region));
    return;
  }
  const workflow = compileFile(options.workflowFile);
  const scenario =
    options.preset === null ? null : scenarios[options.preset === "manual" ? "balanced" : options.preset];
  const { conversationsPerDay, assumptions, choices, freeAllowances } = options;
  const result = estimate({
    config,
    topology,
    workflow,
    conversationsPerDay,
    assumptions,
    choices,
    freeAllowances,
    ...(scenario === null ? {} : { mix: agentMix(scenario) }),
  });
  if (options.json) {
    print(
      JSON.stringify(
        { ...result, idleUsd: totalUsd(result.idle), loadedUsd: totalUsd(result.loaded) },
        null,
        2,
      ),
    );
    return;
  }
  const { environment, region, posture } = config;
  const title = { environment, region, posture, workflow: nameOf(workflow), conversationsPerDay };
  print(formatEstimate(result, title, assumptions));
  if (scenario !== null) print(formatScenario(scenario, modelsUsd(result)));
  if (options.preset === "manual")
    print(formatComparison(totalUsd(result.loaded), conversationsPerDay, assumptions.handoverShare));
}

function compileFile(file: string): CompiledWorkflow {
  const { workflow, diagnostics } = workflowCompiler().compile(readFileSync(file, "utf8"), file);
  if (workflow) return workflow;
  const lines = diagnostics.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`);
  throw new CostUsageError(`${file} does not compile:\n${lines.join("\n")}`);
}

function nameOf({ name, version }: CompiledWorkflow): string {
  return `${name} ${version}`;
}

function modelsUsd({ loaded }: Estimate): number {
  return totalUsd(loaded.filter(({ service }) => service === "Models"));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
