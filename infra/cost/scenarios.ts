import type { AgentType } from "../../shared/contracts/agent.ts";
import type { AgentUse } from "./workflow-load.ts";

/** A mix of conversations, each worked on by one agent, as the specification's cost analysis has them. */
export interface Scenario {
  title: string;
  conversationsPerDay: number;
  shares: Readonly<Record<AgentType, number>>;
  /** What the specification itself arrives at, with its models of 2024 and months of thirty days. */
  specifiedMonthlyUsd: number;
}

/** What the specification says that a conversation costs by its agent. */
export const specifiedUsdPerConversation: Readonly<Record<AgentType, number>> = {
  simple: 0.001,
  reasoning: 0.03,
  code: 0.15,
};

const thousand = { conversationsPerDay: 1000 };

export const scenarios = {
  conservative: {
    title: "Conservative (mostly simple agents)",
    ...thousand,
    shares: { simple: 0.7, reasoning: 0.25, code: 0.05 },
    specifiedMonthlyUsd: 471,
  },
  balanced: {
    title: "Balanced (recommended)",
    ...thousand,
    shares: { simple: 0.6, reasoning: 0.3, code: 0.1 },
    specifiedMonthlyUsd: 738,
  },
  aggressive: {
    title: "Aggressive (heavy autonomous)",
    ...thousand,
    shares: { simple: 0.4, reasoning: 0.3, code: 0.3 },
    specifiedMonthlyUsd: 1632,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

const profiles = { simple: "fast", reasoning: "balanced", code: "powerful" } as const;

/** Agents per conversation. */
export function agentMix({ shares }: Scenario): AgentUse[] {
  const types = Object.entries(shares) as [AgentType, number][];
  return types.map(([type, perRun]) => ({ type, profile: profiles[type], perRun }));
}

/** The specification's sum, computed from its own figures. */
export function specifiedUsd({ shares, conversationsPerDay }: Scenario, days = 30): number {
  const types = Object.entries(shares) as [AgentType, number][];
  const perConversation = types.reduce(
    (total, [type, share]) => total + share * specifiedUsdPerConversation[type],
    0,
  );
  return perConversation * conversationsPerDay * days;
}
