import type { ApprovalGate } from "../approvals/approval-gate.ts";
import type { Leave } from "../approvals/wanted-call.ts";
import { HilError, LoopDetectedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { ModelToolCall } from "../../contracts/model.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";
import type { Tool } from "../../contracts/tool.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { assertInputFits, executeTool } from "../tools/execute-tool.ts";
import type { Timers } from "../tools/ports.ts";
import type { ToolOutcome } from "./observation.ts";
import type { StepJournal } from "./step-journal.ts";

/** So many equal actions in a row are a loop. */
const loopLength = 3;

export interface Acting {
  tenantId: string;
  runId: string;
  nodePath: string;
  tools: readonly Tool[];
  timers: Timers;
  /** Null: no call that needs approval is made. */
  approvals: ApprovalGate | null;
  signal?: AbortSignal;
}

/**
 * Carries out one call under its stable idempotency key, or takes its recorded outcome. Whatever goes wrong with the
 * tool is an outcome that the model sees. The third equal call in a row is not carried out: the model is told once.
 * @throws LoopDetectedError when it goes on all the same; CallSuspended; the signal's reason
 */
export async function act(call: ModelToolCall, acting: Acting, journal: StepJournal): Promise<ToolOutcome> {
  const loop = loopState(call, journal.taken());
  const tool = acting.tools.find(({ name }) => name === call.name);
  if (loop === "told") {
    throw new LoopDetectedError(`the agent repeats ${tool?.name ?? "an unknown tool"} with the same input`);
  }
  return journal.tool(call, async (stepNo) => {
    acting.signal?.throwIfAborted();
    if (loop === "new") return repeated(call);
    return tool === undefined ? unknownTool(call, acting.tools) : carriedOut(tool, call, stepNo, acting);
  });
}

async function carriedOut(
  tool: Tool,
  call: ModelToolCall,
  stepNo: number,
  acting: Acting,
): Promise<ToolOutcome> {
  const { tools: _tools, approvals, ...context } = acting;
  const idempotencyKey = `${acting.runId}/${acting.nodePath}/${stepNo}`;
  const execution = { ...context, idempotencyKey };
  try {
    if (!tool.requiresApproval || approvals === null)
      return { ok: true, output: await executeTool(tool, call.input, execution) };
    await assertInputFits(tool, call.input);
    const leave = await approvals.leaveFor({ stepNo, tool, input: call.input });
    if (leave.kind === "refused") return { ok: false, error: "ApprovalRefusedError", message: leave.message };
    const grant = { tool: tool.name, input: leave.input };
    return { ok: true, output: told(leave, await executeTool(tool, leave.input, { ...execution, grant })) };
  } catch (error) {
    if (acting.signal?.aborted === true || !(error instanceof HilError)) throw error;
    return { ok: false, error: error.name, message: error.message };
  }
}

/** An agent that goes on has to know that its call was changed. */
function told(leave: Extract<Leave, { kind: "granted" }>, output: Json): Json {
  return leave.edited ? { arguments_changed_by_approver: leave.input, result: output } : output;
}

function unknownTool(call: ModelToolCall, tools: readonly Tool[]): ToolOutcome {
  const names = tools.map(({ name }) => name).join(", ");
  const message = `you have no tool "${call.name}"; ${names === "" ? "you have no tools" : `your tools: ${names}`}`;
  return { ok: false, error: "ToolNotGrantedError", message };
}

function repeated(call: ModelToolCall): ToolOutcome {
  const message =
    `you call ${call.name} with the same input for the ${loopLength}rd time in a row, so it was not called again. ` +
    "Do something else, or give your answer with what you know.";
  return { ok: false, error: "LoopDetectedError", message };
}

/** Whether this call repeats the actions before it, and whether the model was told so already. */
function loopState(call: ModelToolCall, steps: readonly RecordedStep[]): "none" | "new" | "told" {
  const actions = steps.flatMap(({ step }) => (step.kind === "tool" ? [step] : [])).slice(1 - loopLength);
  const key = actionKey(call);
  const isRepeated =
    actions.length === loopLength - 1 && actions.every((action) => actionKey(action.call) === key);
  if (!isRepeated) return "none";
  const last = actions.at(-1)?.outcome;
  return last?.ok === false && last.error === "LoopDetectedError" ? "told" : "new";
}

function actionKey({ name, input }: ModelToolCall): string {
  return `${name} ${canonicalJson(input)}`;
}
