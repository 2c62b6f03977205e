/** What scripts may rely on. */
export const exitCodes = { done: 0, wrongInput: 1, usage: 2, runFailed: 3 } as const;
