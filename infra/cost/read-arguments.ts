import { parseArgs } from "node:util";
import { type Assumptions, assumptionNames, assume, optionOf } from "./assumptions.ts";
import type { WayShares } from "./expected-visits.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";

export interface CostArguments {
  environment: string;
  conversationsPerDay: number;
  workflowFile: string;
  preset: ScenarioName | "manual" | null;
  assumptions: Assumptions;
  choices: WayShares["choices"];
  freeAllowances: boolean;
  json: boolean;
  /** Print the price table instead. */
  prices: boolean;
}

/** The command line is wrong. */
export class CostUsageError extends Error {}

const shippedWorkflow = "statemachines/workflows/customer_support.yaml";

/** @throws CostUsageError, or node's own error for an option that it does not know */
export function readArguments(args: string[]): CostArguments {
  const given = Object.fromEntries(
    assumptionNames.map((name) => [optionOf(name), { type: "string" as const }]),
  );
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...given,
      conversations: { type: "string" },
      workflow: { type: "string" },
      preset: { type: "string" },
      choice: { type: "string", multiple: true },
      "no-free-tier": { type: "boolean" },
      json: { type: "boolean" },
      prices: { type: "boolean" },
    },
  });
  const [environment, ...more] = positionals;
  if (environment === undefined || more.length > 0)
    throw new CostUsageError("name one environment, e.g. dev");
  const text = values as Record<string, string | undefined>;
  const preset = readPreset(text["preset"]);
  const scenario = preset === null ? null : scenarios[preset === "manual" ? "balanced" : preset];
  const conversations = text["conversations"];
  return {
    environment,
    conversationsPerDay:
      conversations === undefined ? (scenario?.conversationsPerDay ?? 0) : perDay(conversations),
    workflowFile: text["workflow"] ?? shippedWorkflow,
    preset,
    assumptions: readAssumptions(text),
    choices: readChoices(values["choice"] ?? []),
    freeAllowances: values["no-free-tier"] !== true,
    json: values["json"] === true,
    prices: values["prices"] === true,
  };
}

/** `1000/day`, `1000`, or `30000/month`. */
function perDay(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/(day|month))?$/.exec(text);
  if (match === null)
    throw new CostUsageError(`--conversations takes 1000/day or 30000/month, not "${text}"`);
  const count = Number(match[1]);
  return match[2] === "month" ? count / (730 / 24) : count;
}

function readPreset(name: string | undefined): CostArguments["preset"] {
  if (name === undefined) return null;
  if (name === "manual" || Object.hasOwn(scenarios, name)) return name as ScenarioName | "manual";
  const known = [...Object.keys(scenarios), "manual"].join(", ");
  throw new CostUsageError(`there is no preset "${name}"; there are ${known}`);
}

function readAssumptions(text: Record<string, string | undefined>): Assumptions {
  const overrides: Partial<Assumptions> = {};
  for (const name of assumptionNames) {
    const value = text[optionOf(name)];
    if (value === undefined) continue;
    if (!/^\d+(\.\d+)?$/.test(value))
      throw new CostUsageError(`--${optionOf(name)} takes a number, not "${value}"`);
    overrides[name] = Number(value);
  }
  try {
    return assume(overrides);
  } catch (error) {
    throw new CostUsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `--choice "after classify_intent:research=0.6"`: how often a Choice takes a way. */
function readChoices(texts: readonly string[]): WayShares["choices"] {
  const choices: Record<string, Record<string, number>> = {};
  for (const text of texts) {
    const match = /^([^:]+):([^=]+)=(0|1|0?\.\d+|1\.0+)$/.exec(text);
    if (match === null)
      throw new CostUsageError(`--choice takes "STATE:NEXT=SHARE" with a share from 0 to 1, not "${text}"`);
    const [, state = "", next = "", share] = match;
    choices[state] = { ...choices[state], [next]: Number(share) };
  }
  return choices;
}
