import { useSyncExternalStore } from "react";

const moved = "hil:moved";

/** Shows another page, without loading one. */
export function navigate(path: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  window.dispatchEvent(new Event(moved));
}

/** The path of the page that is shown. */
export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname);
}

function listen(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener(moved, changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener(moved, changed);
  };
}
