/** One small change of a source file. */
export interface Mutation {
  kind: string;
  start: number;
  end: number;
  replacement: string;
  /** What stands there: decides how it can be switched on and off. */
  form: "expression" | "statement" | "property";
  /** Outside every function: the code has run before it could be switched on. */
  isAtLoad?: boolean;
  /** What names it, where the change is smaller than what is replaced. */
  label?: { original: string; replacement: string };
}
