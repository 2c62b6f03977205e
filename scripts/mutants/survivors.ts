/** Mutants that live on: those that change nothing that can be seen, and those that a test is missing for. */
export const explained: ReadonlyMap<string, { kind: "equivalent" | "missing"; why: string }> = new Map([]);
