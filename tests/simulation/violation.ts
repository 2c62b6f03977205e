/** Something that must never be true of the desk, found true. */
export class Violation extends Error {}

export function ensure(holds: boolean, says: () => string): asserts holds {
  if (!holds) throw new Violation(says());
}
