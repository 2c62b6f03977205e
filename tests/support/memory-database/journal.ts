/** How to undo what the open transaction has changed. */
export interface Journal {
  /** Called for every change, after it was made. */
  record(undo: () => void): void;
  commit(): void;
  rollBack(): void;
}

export function createJournal(): Journal {
  let undos: (() => void)[] = [];
  return {
    record: (undo) => void undos.push(undo),
    commit: () => void (undos = []),
    rollBack() {
      for (const undo of undos.toReversed()) undo();
      undos = [];
    },
  };
}
