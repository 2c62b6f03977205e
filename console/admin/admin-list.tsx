import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import css from "./admin-list.module.css";

interface AdminListProps {
  title: string;
  /** What the button says that opens the form. */
  add: string;
  /** The form; it is told how to close itself. */
  form: (close: () => void) => ReactNode;
  children: ReactNode;
}

/** A list of things with a form that adds one. */
export function AdminList({ title, add, form, children }: AdminListProps) {
  const [adding, setAdding] = useState(false);
  return (
    <section>
      <header className={css.head}>
        <h1>{title}</h1>
        {!adding && (
          <Button look="primary" onClick={() => setAdding(true)}>
            {add}
          </Button>
        )}
      </header>
      {adding && <div className={css.form}>{form(() => setAdding(false))}</div>}
      {children}
    </section>
  );
}
