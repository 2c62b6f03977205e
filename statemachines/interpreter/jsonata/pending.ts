/** Thrown out of a synchronous step when stock JSONata, whose `evaluate` is asynchronous, has to be asked. */
export class PendingEvaluation {
  readonly run: () => Promise<unknown>;

  constructor(run: () => Promise<unknown>) {
    this.run = run;
  }
}

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

/**
 * The results of asynchronous evaluations in the order in which a transition asks for them: a transition that met an
 * unknown one is rolled back, the result awaited and recorded, and the transition made again, which finds it here.
 */
export class EvaluationMemo {
  private outcomes: Outcome[] | undefined;
  private cursor = 0;

  await(run: () => Promise<unknown>): unknown {
    const known = this.outcomes?.[this.cursor];
    if (known === undefined) throw new PendingEvaluation(run);
    this.cursor++;
    if (known.ok) return known.value;
    throw known.error;
  }

  async record(pending: PendingEvaluation): Promise<void> {
    const outcome = await pending.run().then(
      (value): Outcome => ({ ok: true, value }),
      (error: unknown): Outcome => ({ ok: false, error }),
    );
    (this.outcomes ??= []).push(outcome);
  }

  rewind(): void {
    this.cursor = 0;
  }

  clear(): void {
    this.outcomes = undefined;
    this.cursor = 0;
  }
}
