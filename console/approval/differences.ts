/** One value that is not as it was. `name` is empty where the whole is meant. */
export interface Difference {
  name: string;
  before: string;
  after: string;
}

/** What differs between two values: field by field where both have fields. */
export function differences(before: unknown, after: unknown): Difference[] {
  if (!isRecord(before) || !isRecord(after)) return [{ name: "", before: show(before), after: show(after) }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: show(before[name]), after: show(after[name]) }))
    .filter((each) => each.before !== each.after);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
