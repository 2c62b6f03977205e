import { useCallback, useEffect, useState } from "react";

/** A text that outlives the page, the connection and the server: kept in this tab under its name. */
export function useKept(name: string): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(name) ?? "");
  useEffect(() => setText(sessionStorage.getItem(name) ?? ""), [name]);
  const keep = useCallback(
    (next: string) => {
      if (next === "") sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, next);
      setText(next);
    },
    [name],
  );
  return [text, keep];
}
