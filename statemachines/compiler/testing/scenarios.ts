import * as fc from "fast-check";
import { kinds, type Scenario, type ScenarioEdge, type ScenarioNode, type Test } from "./scenario.ts";

/** Scenarios whose edges and references lead from earlier nodes to later ones. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .integer({ min: 1, max: 7 })
  .chain((size) =>
    fc.record({
      nodes: fc.tuple(...Array.from({ length: size }, (_, index) => nodeAt(index, size))),
      edges: fc
        .tuple(...Array.from({ length: size }, (_, index) => edgesTo(index)))
        .map((lists) => lists.flat()),
      sinks: fc.subarray([
        { id: "FINISH", action: "finish_conversation" as const },
        { id: "DONE", action: "finish_conversation" as const },
        { id: "HANDOVER", action: "handover_to_human" as const },
        { id: "ESCALATE", action: "handover_to_human" as const },
      ]),
      sinkEdges: fc.array(
        fc.record({
          from: fc.nat({ max: size - 1 }).map(idAt),
          sink: fc.constantFrom("DONE", "HANDOVER", "ESCALATE"),
          condition: testBefore(size, true),
        }),
        { maxLength: 3 },
      ),
      triggers: fc.record({ confidence: rarely, decision: rarely, errors: rarely, explicit: rarely }),
      input: fc.record({ flag: fc.constantFrom("a", "b") }),
      explicitRequest: rarely,
    }),
  )
  .map(({ sinkEdges, ...scenario }) => {
    const ids = new Set(scenario.sinks.map((sink) => sink.id));
    const edges = sinkEdges
      .filter((edge) => ids.has(edge.sink))
      .map(({ from, sink, condition }) => ({ from, to: sink, condition }));
    return { ...scenario, edges: [...scenario.edges, ...edges] };
  });

const rarely = fc.integer({ min: 0, max: 3 }).map((value) => value === 0);

function idAt(index: number): string {
  return `n${index}`;
}

function earlier(index: number): string[] {
  return Array.from({ length: index }, (_, each) => idAt(each));
}

function nodeAt(index: number, size: number): fc.Arbitrary<ScenarioNode> {
  const later = Array.from({ length: size - index - 1 }, (_, offset) => idAt(index + 1 + offset));
  const policy: fc.Arbitrary<string> = fc.constantFrom("fail", "continue", "continue", "handover", ...later);
  return fc.record({
    id: fc.constant(idAt(index)),
    type: fc.constantFrom("agent" as const, "agent" as const, "tool" as const, "human" as const),
    condition: testBefore(index, false),
    names: fc.oneof(
      { arbitrary: fc.constant<string[]>([]), weight: 4 },
      { arbitrary: fc.subarray(earlier(index), { maxLength: Math.min(index, 1) }), weight: 1 },
    ),
    onError: policy,
    onTimeout: policy,
    behaviour: fc.constantFrom(
      "completes" as const,
      "completes" as const,
      "completes" as const,
      "fails" as const,
      "answers late" as const,
      "expires" as const,
    ),
    output: fc.record({
      kind: fc.constantFrom(...kinds),
      confidence: fc.constantFrom(0.2, 0.9, 0.9, 0.9),
      decision: fc.constantFrom("GO", "GO", "GO", "HANDOVER"),
    }),
    consecutiveErrors: fc.constantFrom(0, 0, 1, 2),
    durationMs: fc.integer({ min: 1, max: 50 }),
  });
}

function edgesTo(index: number): fc.Arbitrary<ScenarioEdge[]> {
  if (index === 0) return fc.constant([]);
  return fc.array(
    fc.record({
      from: fc.nat({ max: index - 1 }).map(idAt),
      to: fc.constant(idAt(index)),
      condition: testBefore(index, true),
    }),
    { maxLength: 3 },
  );
}

/** A condition over nodes before `index`; most places have none. */
function testBefore(index: number, isEdge: boolean): fc.Arbitrary<Test | null> {
  const value = fc.constantFrom(...kinds);
  const nodes = earlier(index);
  const subjects = [...nodes, ...(isEdge ? [null] : [])];
  const flag: fc.Arbitrary<Test> = fc.record({
    kind: fc.constant("flag" as const),
    value: fc.constantFrom("a", "b"),
  });
  const equals: fc.Arbitrary<Test> =
    subjects.length > 0
      ? fc.record({ kind: fc.constant("equals" as const), subject: fc.constantFrom(...subjects), value })
      : flag;
  const absent: fc.Arbitrary<Test> =
    nodes.length > 0
      ? fc.record({ kind: fc.constant("absent" as const), subject: fc.constantFrom(...nodes) })
      : flag;
  const simple = fc.oneof(
    { arbitrary: equals, weight: 6 },
    { arbitrary: absent, weight: 1 },
    { arbitrary: flag, weight: 1 },
  );
  const composite: fc.Arbitrary<Test> = fc.oneof(
    simple.map((test) => ({ kind: "not" as const, test })),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      tests: fc.array(simple, { minLength: 2, maxLength: 2 }),
    }),
  );
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: 4 },
    { arbitrary: simple, weight: 4 },
    { arbitrary: composite, weight: 1 },
  );
}
