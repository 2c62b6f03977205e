import { useEffect, useRef } from "react";

/** What a key does. */
export type Shortcuts = Record<string, () => void>;

/** Keys that do something wherever one is on the page, unless one types. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const act = latest.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null;
}

/** Presses or enters what carries this action on the page, if it is there. */
export function perform(action: string): void {
  const found = document.querySelector<HTMLElement>(`[data-action="${action}"]`);
  if (found instanceof HTMLButtonElement) found.click();
  else found?.focus();
}
