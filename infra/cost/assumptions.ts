/** What an estimate cannot read from the program. Every one is printed, and may be given as `--<name-in-kebab-case>`. */
export interface Assumption {
  value: number;
  meaning: string;
  /** Its largest value; shares end at 1. */
  max?: number;
}

const share = (value: number, meaning: string): Assumption => ({ value, meaning, max: 1 });
const amount = (value: number, meaning: string): Assumption => ({ value, meaning });

export const defaultAssumptions = {
  messagesPerConversation: amount(2, "customer messages in a conversation; each starts one run"),
  handoverShare: share(0.15, "runs that end with a handover to a person"),
  taskFailureShare: share(0.005, "tasks that fail for good and take their error path"),
  taskRetryShare: share(0.02, "tasks that Step Functions tries once more"),
  answerTimeoutShare: share(0.05, "questions to people that nobody answers in time"),
  mapItems: amount(10, "items of a map node"),
  apiRequestsPerRun: amount(4, "HTTP requests for a run: start it, look at it"),
  apiRequestsPerHumanTask: amount(3, "HTTP requests for a person's task: list, read, decide"),
  streamSecondsPerRun: amount(10, "seconds for which somebody follows a run's conversation by a stream"),
  coldStartShare: share(0.1, "invocations that start a new environment"),
  coldStartMs: amount(900, "ms that a cold start adds, billed"),
  functionMs: amount(120, "billed ms of a function that only talks to the database"),
  simpleAgentMs: amount(1500, "billed ms of a simple agent that states no latency"),
  reasoningAgentMs: amount(8000, "billed ms of a reasoning agent that states no latency"),
  toolMs: amount(800, "billed ms of a tool node"),
  simpleModelCalls: amount(1, "model calls of a simple agent"),
  simpleInputTokens: amount(700, "input tokens of such a call"),
  simpleOutputTokens: amount(120, "output tokens of such a call"),
  reasoningModelCalls: amount(4, "model calls of a reasoning agent"),
  reasoningInputTokens: amount(1800, "input tokens of such a call"),
  reasoningOutputTokens: amount(250, "output tokens of such a call"),
  codeModelCalls: amount(6, "model calls of a code agent"),
  codeInputTokens: amount(4000, "input tokens of such a call"),
  codeOutputTokens: amount(700, "output tokens of such a call"),
  reasoningToolCalls: amount(2, "tool calls of a reasoning agent, through Composio"),
  codeToolCalls: amount(4, "tool calls of a code agent, through Composio"),
  codeAgentMs: amount(20_000, "billed ms of the functions around a code agent"),
  sandboxSeconds: amount(45, "seconds of a sandbox for a code agent (0.5 vCPU, 1 GB)"),
  databaseAcuSecondsPerRun: amount(2, "database capacity that a run adds above the minimum, in ACU-seconds"),
  databaseIoPerRun: amount(300, "storage I/O operations of a run"),
  databaseKbPerRun: amount(40, "KB that a run leaves in the database"),
  retentionMonths: amount(6, "months for which runs are kept"),
  activeHoursPerDay: amount(24, "hours of a day over which the load is spread"),
  natKbPerModelCall: amount(24, "KB that a model call sends and receives through NAT"),
  natKbPerInvocation: amount(12, "KB that an invocation exchanges with AWS APIs through NAT"),
  responseKb: amount(6, "KB of an HTTP answer"),
  logKbPerInvocation: amount(2, "KB that an invocation logs"),
  tracedShare: share(0.05, "requests that are traced"),
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof defaultAssumptions;
export type Assumptions = Record<AssumptionName, number>;

export const assumptionNames = Object.keys(defaultAssumptions) as AssumptionName[];

/** The defaults with what is overridden. @throws RangeError naming a value outside its range */
export function assume(overrides: Partial<Assumptions> = {}): Assumptions {
  const values = assumptionNames.map((name): [AssumptionName, number] => {
    const { value, max = Number.MAX_SAFE_INTEGER }: Assumption = defaultAssumptions[name];
    const chosen = overrides[name] ?? value;
    if (chosen >= 0 && chosen <= max) return [name, chosen];
    throw new RangeError(`--${optionOf(name)} is from 0 to ${max}, not ${chosen}`);
  });
  return Object.fromEntries(values) as Assumptions;
}

/** `coldStartMs` is given as `--cold-start-ms`. */
export function optionOf(name: AssumptionName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
