import css from "./problem-note.module.css";

/** An error that was recorded: its class, which is what workflows catch, and what it said. */
export function ProblemText({ name, message }: { name: string; message: string }) {
  return (
    <p className={css.problem} dir="auto">
      <strong>{name}</strong> {message}
    </p>
  );
}
