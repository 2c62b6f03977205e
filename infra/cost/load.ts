import type { Topology } from "../../shared/contracts/topology.ts";
import type { Assumptions } from "./assumptions.ts";
import { episodeLoad } from "./episode-load.ts";
import type { AgentUse, WorkflowLoad } from "./workflow-load.ts";

/** What a month of conversations asks of the deployment. */
export interface MonthlyLoad {
  runs: number;
  transitions: number;
  functions: Record<string, { invocations: number; billedMs: number }>;
  /** Calls by agents of one type and profile. */
  agents: AgentUse[];
  toolNodes: number;
  humanTasks: number;
  apiRequests: number;
  queueMessages: number;
  /** Commits that somebody may follow: each is counted. */
  changes: number;
  /** Seconds for which streams were open; in each the counter was read. */
  streamSeconds: number;
}

export const daysPerMonth = 730 / 24;

/**
 * Messages that a queue gets for one run, one human task and one handover; a queue that is not named here counts once a run.
 * A conversation's machine starts the runs of its turns itself.
 */
const messagesPer: Record<string, { run: number; task: number; handover: number }> = {
  "run-starts": { run: 0, task: 0, handover: 0 },
  "run-stops": { run: 0.01, task: 0, handover: 0 },
  "run-checks": { run: 0, task: 1, handover: 0 },
  "wait-settlements": { run: 0, task: 1, handover: 0 },
  "messages-received": { run: 1, task: 0, handover: 0 },
  "desk-assignments": { run: 0, task: 0, handover: 2 },
  "handover-settlements": { run: 0, task: 0, handover: 1 },
  "conversation-checks": { run: 1, task: 0, handover: 3 },
  // An end; a task that opens, with a mail, and is decided; a handover that waits, is assigned, with a mail, and closed.
  notifications: { run: 1, task: 3, handover: 4 },
};

/** As above, commits that write events of a conversation, or a human task. */
const changesPer = { run: 3, task: 2, handover: 4 };

/** An environment that nobody uses. */
export function idleLoad(): MonthlyLoad {
  return {
    runs: 0,
    transitions: 0,
    functions: {},
    agents: [],
    toolNodes: 0,
    humanTasks: 0,
    apiRequests: 0,
    queueMessages: 0,
    changes: 0,
    streamSeconds: 0,
  };
}

/**
 * @param mix replaces the workflow's own agents: agents of each kind per conversation
 */
export function monthlyLoad(
  conversationsPerDay: number,
  workflow: WorkflowLoad,
  topology: Topology,
  assumptions: Assumptions,
  mix: readonly AgentUse[] | null = null,
): MonthlyLoad {
  const conversations = conversationsPerDay * daysPerMonth;
  const runs = conversations * assumptions.messagesPerConversation;
  const humanTasks = runs * workflow.humanTasks;
  const handovers = runs * workflow.handovers;
  const episode = episodeLoad(workflow.handovers);
  const { apiRequestsPerRun, apiRequestsPerHumanTask } = assumptions;
  const apiRequests = runs * apiRequestsPerRun + humanTasks * apiRequestsPerHumanTask;
  const load: MonthlyLoad = {
    runs,
    transitions: runs * (workflow.transitions + episode.transitions),
    functions: {},
    agents: mix === null ? scale(workflow.agents, runs) : scale(mix, conversations),
    toolNodes: runs * workflow.toolNodes,
    humanTasks,
    apiRequests,
    queueMessages: 0,
    changes: runs * changesPer.run + humanTasks * changesPer.task + handovers * changesPer.handover,
    streamSeconds: runs * assumptions.streamSecondsPerRun,
  };
  for (const [name, { invocations, billedMs }] of Object.entries(workflow.functions))
    load.functions[name] = { invocations: runs * invocations, billedMs: runs * billedMs };
  for (const [name, invocations] of Object.entries(episode.functions))
    add(load, name, runs * invocations, assumptions);
  add(load, "api", apiRequests, assumptions);
  load.functions["api"]!.billedMs += load.streamSeconds * 1000;
  for (const [name, { consumer }] of Object.entries(topology.queues)) {
    const { run, task, handover } = messagesPer[name] ?? { run: 1, task: 0, handover: 0 };
    const sent = runs * (episode.messages[name] ?? 0);
    const messages = runs * run + humanTasks * task + handovers * handover + sent;
    load.queueMessages += messages;
    add(load, consumer, messages, assumptions);
  }
  // Step Functions tells once of every execution that has ended.
  for (const { target } of Object.values(topology.rules))
    if ("function" in target) add(load, target.function, runs, assumptions);
  return load;
}

function scale(agents: readonly AgentUse[], times: number): AgentUse[] {
  return agents.map((agent) => ({ ...agent, perRun: agent.perRun * times }));
}

function add(load: MonthlyLoad, name: string, invocations: number, { functionMs }: Assumptions): void {
  const known = (load.functions[name] ??= { invocations: 0, billedMs: 0 });
  known.invocations += invocations;
  known.billedMs += invocations * functionMs;
}
