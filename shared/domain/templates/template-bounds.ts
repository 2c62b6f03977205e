/** What rendering one template may take. */
export interface TemplateBounds {
  sourceBytes: number;
  outputBytes: number;
  /** Blocks, expressions and macro calls inside each other. */
  nesting: number;
  /** Rounds of all loops together, and the length of a `range`. */
  iterations: number;
  /** Values touched: one per evaluated node, per list item and per 64 characters handled. */
  work: number;
}

export const templateBounds: TemplateBounds = {
  sourceBytes: 64 * 1024,
  outputBytes: 256 * 1024,
  nesting: 64,
  iterations: 10_000,
  work: 1_000_000,
};
