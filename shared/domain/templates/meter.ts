import type { Offset } from "./ast.ts";
import type { TemplateBounds } from "./template-bounds.ts";

/** A mistake met while rendering; becomes a TemplateError with its line and column. Holds no rendered text. */
export class RenderFault extends Error {}

/** Counts what a rendering takes and remembers where it is. */
export class Meter {
  /** The last place that was evaluated. */
  at: Offset = null;
  readonly bounds: TemplateBounds;
  private work = 0;
  private iterations = 0;
  private depth = 0;

  constructor(bounds: TemplateBounds) {
    this.bounds = bounds;
  }

  /** @throws RenderFault */
  charge(amount: number): void {
    this.work += amount;
    if (this.work > this.bounds.work) throw new RenderFault("the template takes too much work to render");
  }

  /** Charges a text that is about to be made, so that it is refused before it takes memory. */
  chargeText(length: number): void {
    this.charge(1 + length / 64);
    if (length > this.bounds.outputBytes) {
      throw new RenderFault(`the template makes a text larger than ${this.bounds.outputBytes} bytes`);
    }
  }

  chargeIterations(count: number): void {
    this.iterations += count;
    this.charge(count);
    if (this.iterations > this.bounds.iterations) {
      throw new RenderFault(`the template loops more than ${this.bounds.iterations} times`);
    }
  }

  /** Runs `work` one level deeper. */
  nested<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > this.bounds.nesting * 4) throw new RenderFault("the template is nested too deeply");
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }
}
