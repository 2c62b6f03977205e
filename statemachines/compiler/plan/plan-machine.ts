import type { NodeModel } from "../model.ts";
import type { Block } from "../structure/block.ts";
import { edgeTaken, type PlanContext } from "./context.ts";
import { connect, type Exit, passGate } from "./exits.ts";
import { Facts } from "./facts.ts";
import { and, conditionHolds, type Formula, or } from "./formula.ts";
import { handOver, isHandover, sinkEnd } from "./hand-over.ts";
import { planSequence } from "./plan-sequence.ts";
import { addState, createArrow, createScope, type HandoverNote, type Scope } from "./states.ts";

/** The whole machine: requests for a person, the nodes, and the sinks that end it. */
export function planMachine(context: PlanContext, block: Block): Scope {
  const scope = createScope(undefined);
  const start: Exit = { arrow: scope.start, facts: Facts.none(context), canEnd: false };
  const first = context.explicitRequest ? planExplicitRequest(context, scope, start) : start;
  planEnds(context, scope, planSequence(context, scope, [block], [first]));
  return scope;
}

function planExplicitRequest(context: PlanContext, scope: Scope, start: Exit): Exit {
  const arrow = createArrow();
  handOver(context, scope, arrow, { reason: "explicit_request", node: null }, "explicit request", 1);
  const choice = addState(scope, {
    kind: "choice",
    label: "explicit request?",
    after: undefined,
    line: 1,
    rules: [{ test: { kind: "input", jsonata: "$states.context.Execution.Input.explicitRequest" }, arrow }],
    otherwise: createArrow(),
  });
  connect([start], choice);
  return { ...start, arrow: choice.otherwise, choice };
}

/** Handover sinks are asked first, then finish sinks; who enters none ends in the default. */
function planEnds(context: PlanContext, scope: Scope, exits: Exit[]): void {
  const ordered = [...context.sinks.filter(isHandover), ...context.sinks.filter((sink) => !isHandover(sink))];
  let open = exits;
  for (const sink of ordered)
    for (const way of waysInto(context, sink)) open = enterSink(context, scope, sink, way, open);
  if (open.length > 0) connect(open, sinkEnd(context, scope, defaultSink(context), "finished"));
}

export function defaultSink(context: Pick<PlanContext, "sinks" | "edges">): NodeModel | undefined {
  return context.sinks.find(
    (sink) =>
      !isHandover(sink) && sink.condition === undefined && !context.edges.some((edge) => edge.to === sink.id),
  );
}

interface WayIn {
  guard: Formula;
  note: HandoverNote;
}

/** A handover tells why: a failure names its node; edges of the workflow are tested together. */
function waysInto(context: PlanContext, sink: NodeModel): WayIn[] {
  const incoming = context.edges.filter((edge) => edge.to === sink.id);
  const own = conditionHolds(sink.condition);
  const drawn = incoming.filter((edge) => edge.kind === "normal" || !isHandover(sink));
  const failures = incoming.filter((edge) => !drawn.includes(edge));
  const origins = [...new Set(drawn.map((edge) => edge.from))];
  const node = origins.length === 1 ? (origins[0] ?? null) : null;
  const ways: WayIn[] = failures.map((edge) => ({
    guard: and(edgeTaken(edge), own),
    note: { reason: "on_error", node: edge.from },
  }));
  if (drawn.length > 0)
    ways.push({ guard: and(or(...drawn.map(edgeTaken)), own), note: { reason: "workflow", node } });
  return ways;
}

function enterSink(context: PlanContext, scope: Scope, sink: NodeModel, way: WayIn, exits: Exit[]): Exit[] {
  const { enter, pass } = passGate(scope, exits, {
    guardUnder: (facts) => facts.simplify(way.guard),
    skipped: (facts) => facts,
    label: sink.id,
    line: sink.line,
  });
  if (enter.length === 0) return pass;
  const end = sinkEnd(context, scope, sink, isHandover(sink) ? "handover" : "finished");
  connect(enter, end);
  if (end.outcome.kind !== "handover") return pass;
  for (const { arrow } of enter) arrow.handover = way.note;
  end.outcome.arrows.push(...enter.map((exit) => exit.arrow));
  return pass;
}
