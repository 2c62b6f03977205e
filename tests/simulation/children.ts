import type { JsonObject } from "../../shared/contracts/json.ts";
import type { RunEnd, TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { ExecutionOutcome } from "../../shared/domain/workflows/ports.ts";
import { type Outside, runProcess, tenantId } from "./process.ts";
import type { World } from "./world.ts";

interface Child {
  isRunning: boolean;
  succeeded: boolean;
  listeners: ((succeeded: boolean) => void)[];
}

type Plan = "finish" | "silent" | "handover" | "fail" | "vanish" | "late failure";
const skills = ["returns", "billing", "general"];

/** The workflow's executions: stand-ins that record what a workflow's functions would, or die before they do. */
export class Children {
  /** Answers that a finished run gives. */
  readonly replies = new Map<string, string | null>();
  private readonly all = new Map<string, Child>();
  private readonly world: World;
  private readonly outside: () => Outside;

  constructor(world: World, outside: () => Outside) {
    this.world = world;
    this.outside = outside;
  }

  start(runId: string, input: JsonObject, ended: (succeeded: boolean) => void): void {
    const standing = this.all.get(runId);
    if (standing !== undefined) {
      // The name is taken: a running one is waited for, with one that is closed the start fails.
      if (standing.isRunning) standing.listeners.push(ended);
      else ended(false);
      return;
    }
    const child: Child = { isRunning: true, succeeded: false, listeners: [ended] };
    this.all.set(runId, child);
    const { random } = this.world;
    const plan = this.planOf(input);
    this.world.count(`run ${plan}`);
    const tookMs = random.chance(0.1) ? random.next() * 600_000 : random.next() * 8_000;
    this.world.after(tookMs, `run ${runId} ${plan}`, () => this.work(runId, child, plan, 1));
  }

  /** Null: no run has this name. */
  describe(runId: string): ExecutionOutcome | null {
    const child = this.all.get(runId);
    if (child === undefined) return null;
    if (child.isRunning) return { status: "running" };
    return child.succeeded ? { status: "succeeded" } : { status: "failed", error: "", cause: "" };
  }

  abort(runId: string): void {
    const child = this.all.get(runId);
    if (child?.isRunning) this.close(runId, child, false);
  }

  private planOf(input: JsonObject): Plan {
    if (input["explicitRequest"] === true) return "handover";
    return this.world.random.weighted<Plan>([
      [10, "finish"],
      [1, "silent"],
      [9, "handover"],
      [2, "fail"],
      [1, "vanish"],
      [1, "late failure"],
    ]);
  }

  private work(runId: string, child: Child, plan: Plan, attempt: number): void {
    if (!child.isRunning) return;
    if (plan === "vanish") return this.close(runId, child, false);
    const { world } = this;
    const { end, outputs } = this.recordOf(runId, plan);
    const call = { world, outside: this.outside(), label: `record ${runId}`, met: world.encounters() };
    runProcess(
      call,
      ({ database }) => database.tenant(tenantId, (tx) => record(tx, runId, outputs, end, world.nowMs)),
      (outcome) => {
        if (outcome.ok) return this.close(runId, child, plan !== "late failure" && plan !== "fail");
        if (attempt >= 3) return this.close(runId, child, false);
        world.after(2_000, `run ${runId} again`, () => this.work(runId, child, plan, attempt + 1));
      },
    );
  }

  private recordOf(runId: string, plan: Plan): { end: RunEnd; outputs: JsonObject } {
    const { random } = this.world;
    const outputs: JsonObject = { classify: { intent: random.pick(skills), confidence: 0.5 } };
    if (plan === "handover") {
      const config = { required_skills: [random.pick(skills)], priority: random.int(4) };
      const handover = { reason: "agent_decision" as const, node: null, sink: "HANDOVER", config };
      return { end: { status: "completed", decision: "HANDOVER", handover, error: null }, outputs };
    }
    if (plan === "fail") {
      const error = { name: "ToolFailedError", message: "no" };
      return { end: { status: "failed", decision: null, handover: null, error }, outputs };
    }
    const reply = plan === "silent" ? null : `answer of ${runId}`;
    this.replies.set(runId, reply);
    outputs["write"] = reply === null ? { done: true } : { response: reply };
    return { end: { status: "completed", decision: "FINISH", handover: null, error: null }, outputs };
  }

  private close(runId: string, child: Child, succeeded: boolean): void {
    if (!child.isRunning) return;
    child.isRunning = false;
    child.succeeded = succeeded;
    this.world.trace(`= run ${runId} ${succeeded ? "succeeded" : "failed"}`);
    for (const listener of child.listeners) listener(succeeded);
  }
}

async function record(
  tx: TenantTransaction,
  runId: string,
  outputs: JsonObject,
  end: RunEnd,
  atMs: number,
): Promise<void> {
  for (const [index, [nodePath, output]] of Object.entries(outputs).entries()) {
    await tx.nodes.begin({
      runId,
      nodePath,
      nodeType: "agent",
      status: "running",
      startedAtMs: atMs + index,
    });
    await tx.nodes.complete(runId, nodePath, output, atMs + index);
  }
  await tx.runs.end(runId, end, atMs);
}
