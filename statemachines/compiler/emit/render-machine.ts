import type { Catcher, Json, JsonObject, State, StateMachine } from "../../asl/types.ts";
import type {
  ApprovalPlan,
  Arrow,
  CatchPlan,
  EndPlan,
  ParallelPlan,
  PlannedState,
  Scope,
  TaskPlan,
  Test,
} from "../plan/states.ts";
import { waitsForBusinessTime } from "../plan/plan-human.ts";
import { renderTest } from "./conditions.ts";
import { type DataFlow, exportedValue, knownAs } from "./data-flow.ts";
import { retriers } from "./retry.ts";
import { nameStates } from "./state-names.ts";

/** How long a node's work may take when its author says nothing: as long as a Lambda can. */
const defaultTimeoutSeconds = 900;

const lambda = "arn:aws:states:::lambda:invoke";
/** What every task says of its run. Whoever makes the machine puts the digest of its revision for the placeholder. */
const run = {
  tenantId: "{% $states.context.Execution.Input.tenantId %}",
  runId: "{% $states.context.Execution.Input.runId %}",
  revision: "${Revision}",
};

/** Writes planned states as Amazon States Language. */
export class MachineRenderer {
  private readonly flow: DataFlow;
  private readonly fileName: string;
  private readonly root: Scope;
  private readonly names: ReadonlyMap<PlannedState, string>;
  /** Every condition that was written, and the line that its Choice comes from. */
  readonly conditions: { line: number; jsonata: string }[] = [];

  constructor(root: Scope, flow: DataFlow, fileName: string) {
    this.root = root;
    this.flow = flow;
    this.fileName = fileName;
    this.names = nameStates(root);
  }

  render(comment: string): StateMachine {
    return { Comment: comment, QueryLanguage: "JSONata", ...this.scope(this.root) };
  }

  private scope(scope: Scope): { StartAt: string; States: Record<string, State> } {
    const states = inRunningOrder(scope.states).map((state): [string, State] => [
      this.nameOf(state),
      inReadingOrder(this.state(state, scope)),
    ]);
    return { StartAt: this.nameOf(scope.start.to), States: Object.fromEntries(states) };
  }

  private state(state: PlannedState, scope: Scope): State {
    const Comment = `${this.fileName}:${state.line}`;
    switch (state.kind) {
      case "task":
        return {
          ...this.task(state),
          Comment,
          ...this.leave(state.next, scope, {}),
          ...this.catchers(state.catchers),
        };
      case "record-failure": {
        const failure = { error: "{% $states.input.error %}", cause: "{% $states.input.cause %}" };
        const call = invoke("RecordFailure", { nodeId: state.node.id, ...failure });
        return { ...call, Comment, ...this.leave(state.next, scope, {}), ...this.catchers(state.catchers) };
      }
      case "plan-wait": {
        const call = invoke("OpenWait", { nodeId: state.node.id });
        return { ...call, Comment, ...this.leave(state.next, scope, {}), ...this.catchers(state.catchers) };
      }
      case "approval":
        return {
          ...approvalTask(state),
          Comment,
          ...this.leave(state.next, scope, {}),
          ...this.catchers(state.catchers),
        };
      case "expire-wait": {
        const step = state.stepNo === undefined ? {} : { stepNo: `{% ${state.stepNo} %}` };
        const call = invoke("ExpireWait", { nodeId: state.node.id, ...step });
        return { ...call, Comment, ...this.leave(state.next, scope, {}), ...this.catchers(state.catchers) };
      }
      case "choice": {
        const Choices = state.rules.map(({ test, arrow }) => ({
          Condition: `{% ${this.condition(test, scope, state.line)} %}`,
          Next: this.nameOf(arrow.to),
          ...this.carry(arrow, scope),
        }));
        const Default = this.nameOf(state.otherwise.to);
        return { Type: "Choice", Comment, Choices, Default, ...this.carry(state.otherwise, scope) };
      }
      case "parallel":
        return this.parallel(state, scope, Comment);
      case "pass":
        return { Type: "Pass", Comment, ...this.leave(state.next, scope, undefined) };
      case "fail":
        return { Type: "Fail", Comment, Error: state.error, Cause: state.cause };
      case "end": {
        const call = invoke("RecordRun", { outcome: outcomeOf(state) });
        if (state.next === undefined) return { ...call, Comment, Output: {}, End: true };
        return { ...call, Comment, Output: "{% $states.input %}", Next: this.nameOf(state.next) };
      }
    }
  }

  private condition(test: Test, scope: Scope, line: number): string {
    const jsonata = renderTest(test, scope, this.flow);
    this.conditions.push({ line, jsonata });
    return jsonata;
  }

  private task({ node }: TaskPlan): State & { Type: "Task" } {
    const Retry = retriers(node.retry);
    if (node.type === "human") {
      const taskToken = "{% $states.context.Task.Token %}";
      return {
        ...invoke("OpenWait", { nodeId: node.id, taskToken }),
        Resource: `${lambda}.waitForTaskToken`,
        ...(node.timeoutSeconds !== undefined && { TimeoutSeconds: node.timeoutSeconds }),
        ...(waitsForBusinessTime(node) && { TimeoutSeconds: "{% $states.input.timeoutSeconds %}" }),
        Retry,
      };
    }
    const call = invoke(node.type === "tool" ? "RunTool" : "RunAgent", { nodeId: node.id });
    return { ...call, TimeoutSeconds: node.timeoutSeconds ?? defaultTimeoutSeconds, Retry };
  }

  private parallel(state: ParallelPlan, scope: Scope, Comment: string): State {
    return {
      Type: "Parallel",
      Comment,
      Branches: state.branches.map((branch) => this.scope(branch)),
      ...this.leave(state.next, scope, {}),
      ...this.catchers(state.catchers),
    };
  }

  /** The end of a branch hands out what is read outside; elsewhere variables carry it. */
  private leave(arrow: Arrow, scope: Scope, output: JsonObject | undefined) {
    if (arrow.to === undefined) return { Output: this.handOut(arrow, scope), End: true };
    return {
      ...(output !== undefined && { Output: output }),
      ...this.carry(arrow, scope),
      Next: this.nameOf(arrow.to),
    };
  }

  private handOut(arrow: Arrow, scope: Scope): JsonObject {
    const exported = [...this.flow.exportsOf(scope)].map(([key, signal]): [string, Json] => {
      const value = exportedValue(signal, arrow);
      if (value !== undefined) return [key, value.value];
      const variable = `$${this.flow.variable(signal, scope)}`;
      const isThere = knownAs(signal, arrow.facts) === true;
      return [key, isThere ? `{% ${variable} %}` : `{% $exists(${variable}) ? ${variable} : null %}`];
    });
    return Object.fromEntries(exported);
  }

  /** What an arrow leaves behind: variables that somebody reads, and the next state's input. */
  private carry(arrow: Arrow, scope: Scope): { Assign?: JsonObject; Output?: JsonObject } {
    const assigned = arrow.produces.filter(({ signal }) => this.flow.isAssigned(signal, scope));
    const Assign = Object.fromEntries(
      assigned.map(({ signal, value }) => [this.flow.variable(signal, scope), value]),
    );
    const note = arrow.handover;
    const told = arrow.to?.kind === "end" && tellsItself(arrow.to);
    const output = note === undefined || told ? arrow.output : { reason: note.reason, node: note.node };
    return { ...(assigned.length > 0 && { Assign }), ...(output !== undefined && { Output: output }) };
  }

  private catchers(catchers: readonly CatchPlan[]): { Catch?: Catcher[] } {
    if (catchers.length === 0) return {};
    return {
      Catch: catchers.map(({ errors, to, output }) => ({
        ErrorEquals: errors,
        Next: this.nameOf(to),
        Output: output,
      })),
    };
  }

  private nameOf(state: PlannedState | undefined): string {
    const name = state === undefined ? undefined : this.names.get(state);
    if (name === undefined) throw new Error("An arrow leads nowhere.");
    return name;
  }
}

/** Work in the order in which it was planned, then the ends. */
function inRunningOrder(states: readonly PlannedState[]): PlannedState[] {
  const isEnd = (state: PlannedState) => state.kind === "end" || state.kind === "fail";
  return [...states.filter((state) => !isEnd(state)), ...states.filter(isEnd)];
}

const readingOrder = new Map(
  "Type Comment Resource Arguments TimeoutSeconds Branches Choices Default Error Cause Assign Output Retry Catch Next End"
    .split(" ")
    .map((key, index) => [key, index]),
);

function inReadingOrder(state: State): State {
  const sorted = Object.entries(state).sort(
    ([a], [b]) => (readingOrder.get(a) ?? 0) - (readingOrder.get(b) ?? 0),
  );
  return Object.fromEntries(sorted) as unknown as State;
}

function invoke(functionName: string, payload: JsonObject) {
  return {
    Type: "Task" as const,
    Resource: lambda,
    Arguments: { FunctionName: `\${${functionName}}`, Payload: { ...run, ...payload } },
    Retry: retriers(),
  };
}

/** Waits for people to decide on the call that the node has stopped at. */
function approvalTask({ node }: ApprovalPlan): State & { Type: "Task" } {
  const suspended = "$states.input.result.suspended";
  const { work } = node;
  const approval = work?.type === "agent" || work?.type === "tool" ? work.approval : undefined;
  return {
    ...invoke("OpenWait", {
      nodeId: node.id,
      stepNo: `{% ${suspended}.stepNo %}`,
      taskToken: "{% $states.context.Task.Token %}",
    }),
    Resource: `${lambda}.waitForTaskToken`,
    ...((approval?.deadline ?? null) !== null && { TimeoutSeconds: `{% ${suspended}.timeoutSeconds %}` }),
  };
}

function outcomeOf({ outcome }: EndPlan): JsonObject {
  switch (outcome.kind) {
    case "finished":
      return { kind: "finished", sink: outcome.sink };
    case "failed":
      return { kind: "failed", error: "{% $states.input.error %}", cause: "{% $states.input.cause %}" };
    case "handover": {
      const [first] = outcome.arrows;
      const note = isTold(outcome) ? first?.handover : undefined;
      const reason = note?.reason ?? "{% $states.input.reason %}";
      const node = note === undefined ? "{% $states.input.node %}" : note.node;
      return { kind: "handover", sink: outcome.sink, reason, node };
    }
  }
}

function tellsItself({ outcome }: EndPlan): boolean {
  return outcome.kind === "handover" && isTold(outcome);
}

/** True when every way into the sink has the same reason, so that the sink's state can state it. */
function isTold(outcome: Extract<EndPlan["outcome"], { kind: "handover" }>): boolean {
  const notes = new Set(outcome.arrows.map((arrow) => JSON.stringify(arrow.handover)));
  return !outcome.fromBranches && notes.size === 1;
}
