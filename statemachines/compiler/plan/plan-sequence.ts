import type { Block } from "../structure/block.ts";
import { areExclusive, headGuard, isDead, nodeAt, nodesOf, skipAll } from "./blocks.ts";
import type { PlanContext } from "./context.ts";
import { connect, type Exit, passGate } from "./exits.ts";
import { Facts } from "./facts.ts";
import { type Formula, keyOf, FALSE, TRUE } from "./formula.ts";
import { catchAll, catchHandover } from "./hand-over.ts";
import { planNode } from "./plan-node.ts";
import { addState, createArrow, createScope, type ParallelPlan, type Scope } from "./states.ts";

/** Blocks one after another. Each exit skips, on its own, what it knows cannot run. */
export function planSequence(
  context: PlanContext,
  scope: Scope,
  blocks: readonly Block[],
  entries: readonly Exit[],
): Exit[] {
  return blocks.reduce<Exit[]>((exits, block) => planBlock(context, scope, block, exits), [...entries]);
}

function planBlock(context: PlanContext, scope: Scope, block: Block, entries: Exit[]): Exit[] {
  if (entries.length === 0) return entries;
  if (block.kind === "node") return planNode(context, scope, nodeAt(context, block.node), entries);
  if (block.kind === "series") return planSequence(context, scope, block.parts, entries);
  return planParallel(context, scope, block.parts, entries);
}

/** Independent blocks: those that exclude each other become alternatives of one Choice, the others branches of a Parallel. */
function planParallel(context: PlanContext, scope: Scope, parts: readonly Block[], entries: Exit[]): Exit[] {
  const facts = Facts.common(entries.map((exit) => exit.facts));
  const living = parts.filter((part) => !isDead(context, part, facts));
  const branches = groupExclusive(context, living, facts);
  if (branches.length < 2) {
    const left = parts.filter((part) => !living.includes(part));
    const skipped = entries.map((exit) => ({ ...exit, facts: skipAll(context, left, exit.facts) }));
    return planSequence(context, scope, branches.flat(), skipped);
  }
  const { enter, pass } = passGate(scope, entries, {
    guardUnder: (known) => sharedGuard(context, living, known),
    skipped: (known) => skipAll(context, parts, known),
    label: labelOf(context, branches),
    line: lineOf(context, branches),
  });
  if (enter.length === 0) return pass;
  const dead = parts.filter((part) => !living.includes(part));
  const known = skipAll(context, dead, Facts.common(enter.map((exit) => exit.facts)));
  return [...pass, forkAndJoin(context, scope, branches, enter, known)];
}

/** What all blocks need alike: it is tested once, before the fork. */
function sharedGuard(context: PlanContext, blocks: readonly Block[], facts: Facts): Formula {
  const guards = blocks.map((block) => headGuard(context, block, facts)).filter((guard) => guard !== FALSE);
  const [first] = guards;
  if (first === undefined) return FALSE;
  return guards.every((guard) => keyOf(guard) === keyOf(first)) ? first : TRUE;
}

function forkAndJoin(
  context: PlanContext,
  scope: Scope,
  branches: readonly Block[][],
  enter: readonly Exit[],
  facts: Facts,
): Exit {
  const parallel: ParallelPlan = {
    kind: "parallel",
    label: labelOf(context, branches),
    line: lineOf(context, branches),
    branches: [],
    next: createArrow(),
    catchers: [],
  };
  connect(enter, addState(scope, parallel));
  const outcomes = branches.map((blocks, index) =>
    planBranch(context, { scope, parallel, index }, blocks, facts),
  );
  catchHandover(context, scope, parallel);
  catchAll(context, scope, parallel);
  return { arrow: parallel.next, facts: Facts.together([facts, ...outcomes]), canEnd: true };
}

/** One branch; returns what is known when it has ended. */
function planBranch(
  context: PlanContext,
  parent: NonNullable<Scope["parent"]>,
  blocks: readonly Block[],
  facts: Facts,
): Facts {
  const scope = createScope(parent);
  parent.parallel.branches.push(scope);
  const exits = planSequence(context, scope, blocks, [{ arrow: scope.start, facts, canEnd: false }]);
  leaveScope(scope, exits, labelOf(context, [[...blocks]]), lineOf(context, [[...blocks]]));
  return exits.length === 0 ? facts : Facts.common(exits.map((exit) => exit.facts));
}

/** A Choice cannot end a branch: those who skip the rest leave through a Pass. */
function leaveScope(scope: Scope, exits: readonly Exit[], label: string, line: number): void {
  const stuck = exits.filter((exit) => !exit.canEnd);
  const leaving = exits.filter((exit) => exit.canEnd);
  if (stuck.length > 0) {
    const pass = addState(scope, { kind: "pass", label: `end of ${label}`, line, next: createArrow() });
    connect(stuck, pass);
    leaving.push({ arrow: pass.next, facts: Facts.common(stuck.map((exit) => exit.facts)), canEnd: true });
  }
  for (const { arrow, facts } of leaving) {
    arrow.facts = facts;
    scope.ends.push(arrow);
  }
}

/** Puts blocks of which only one can run into one group. */
function groupExclusive(context: PlanContext, blocks: readonly Block[], facts: Facts): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const group = groups.find((members) =>
      members.every((member) => areExclusive(context, member, block, facts)),
    );
    if (group === undefined) groups.push([block]);
    else group.push(block);
  }
  return groups;
}

function labelOf(context: PlanContext, branches: readonly Block[][]): string {
  const names = branches.map(
    (blocks) => blocks.flatMap((block) => nodesOf(context, block))[0]?.id ?? "nothing",
  );
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.pop();
  return shown.length === 0 ? String(last) : `${shown.join(", ")} and ${last}`;
}

function lineOf(context: PlanContext, branches: readonly Block[][]): number {
  const lines = branches.flat().flatMap((block) => nodesOf(context, block).map((node) => node.line));
  return Math.min(...lines);
}
