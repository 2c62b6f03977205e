import { useEffect, useRef } from "react";
import { Button } from "../ui/button.tsx";
import css from "./shortcut-help.module.css";

const keys = [
  ["j", "next conversation"],
  ["k", "previous conversation"],
  ["c", "claim"],
  ["r", "reply"],
  ["e", "resolve"],
  ["/", "search"],
  ["?", "this help"],
] as const;

/** Says which keys do what. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby="shortcut-title" onClose={onClose}>
      <h2 id="shortcut-title">Keyboard</h2>
      <dl className={css.keys}>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => dialog.current?.close()}>Close</Button>
    </dialog>
  );
}
