import { useSyncExternalStore } from "react";

let broken = new Set<string>();
const listeners = new Set<() => void>();

/** Notes whether a stream is connected; pages say so while one is not. */
export function noteConnection(name: string, connected: boolean): void {
  if (broken.has(name) === !connected) return;
  broken = new Set(broken);
  if (connected) broken.delete(name);
  else broken.add(name);
  for (const listener of listeners) listener();
}

/** Whether everything that was opened is connected. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => broken.size === 0,
  );
}
