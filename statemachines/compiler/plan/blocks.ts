import type { NodeModel } from "../model.ts";
import type { Block } from "../structure/block.ts";
import type { PlanContext } from "./context.ts";
import type { Facts } from "./facts.ts";
import { FALSE, type Formula, keyOf, TRUE } from "./formula.ts";

export function nodeAt(context: PlanContext, index: number): NodeModel {
  const node = context.nodes[index];
  if (node === undefined) throw new RangeError(`There is no node ${index}.`);
  return node;
}

/** All nodes of a block, so that each comes after all it waits for. */
export function nodesOf(context: PlanContext, block: Block): NodeModel[] {
  return block.kind === "node"
    ? [nodeAt(context, block.node)]
    : block.parts.flatMap((part) => nodesOf(context, part));
}

/** Nodes of a block that wait for nothing within it. */
function sourcesOf(context: PlanContext, block: Block): NodeModel[] {
  if (block.kind === "node") return [nodeAt(context, block.node)];
  const parts = block.kind === "series" ? block.parts.slice(0, 1) : block.parts;
  return parts.flatMap((part) => sourcesOf(context, part));
}

/** True when no node of the block can run any more. */
export function isDead(context: PlanContext, block: Block, facts: Facts): boolean {
  let known = facts;
  for (const node of nodesOf(context, block)) {
    const settled = known.outcome(node.id, "completed") === false;
    if (!settled && known.simplify(context.guardOf(node.id)) !== FALSE) return false;
    known = known.settled(node.id, "skipped");
  }
  return true;
}

export function skipAll(context: PlanContext, blocks: readonly Block[], facts: Facts): Facts {
  return blocks
    .flatMap((block) => nodesOf(context, block))
    .reduce((known, node) => known.settled(node.id, "skipped"), facts);
}

/** What has to hold for anything in the block to run, if it is one formula; TRUE where that cannot be told. */
export function headGuard(context: PlanContext, block: Block, facts: Facts): Formula {
  if (isDead(context, block, facts)) return FALSE;
  const sources = sourcesOf(context, block);
  const guards = sources
    .map((node) => facts.simplify(context.guardOf(node.id)))
    .filter((guard) => guard !== FALSE);
  const [first] = guards;
  const same = first !== undefined && guards.every((guard) => keyOf(guard) === keyOf(first));
  return same && needsASource(context, block, facts) ? first : TRUE;
}

/** True when nothing else in the block runs unless one of its sources does. */
function needsASource(context: PlanContext, block: Block, facts: Facts): boolean {
  const sources = sourcesOf(context, block);
  return isDead(
    context,
    block,
    sources.reduce((known, node) => known.settled(node.id, "skipped"), facts),
  );
}

/** True when at most one of the two blocks can have anything to do. */
export function areExclusive(context: PlanContext, one: Block, other: Block, facts: Facts): boolean {
  if (!needsASource(context, one, facts)) return false;
  return sourcesOf(context, one).every((node) =>
    alternatives(facts.simplify(context.guardOf(node.id))).every((way) =>
      isDead(context, other, facts.learn(way, true)),
    ),
  );
}

/** The ways in which a formula can be true. */
function alternatives(formula: Formula): Formula[] {
  if (formula === FALSE) return [];
  return formula.kind === "or" ? formula.parts : [formula];
}
