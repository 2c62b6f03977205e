import type { ChangedView, ChangesView } from "../../shared/contracts/api/changes.ts";
import type { Api } from "../api/api.ts";
import { follow } from "./follow.ts";

interface FollowingChanges {
  /** Null where something may have been missed: then all is read anew. */
  hear: (changed: ChangedView | null) => void;
  onConnected: (connected: boolean) => void;
  signal: AbortSignal;
}

const pollEveryMs = 3_000;

/**
 * Hears of everything that changes for this tenant, without a gap, until `signal`: over one stream, and by asking for the
 * list while the stream cannot be kept open.
 */
export async function followChanges(
  api: Api,
  { hear, onConnected, signal }: FollowingChanges,
): Promise<void> {
  let cursor: string | null = null;
  let broken = false;
  const polling = setInterval(() => {
    if (!broken || cursor === null) return;
    void readSince(api, cursor, signal).then(
      (page) => {
        cursor = page.cursor;
        for (const changed of page.changes) hear(changed);
      },
      // The stream is being tried all the while; it says when the server is back.
      () => undefined,
    );
  }, pollEveryMs);
  await follow(api, "/changes/stream", {
    hear: ({ id, type, data }) => {
      cursor = id ?? cursor;
      hear(type === "changed" ? (JSON.parse(data) as ChangedView) : null);
    },
    onConnected: (connected) => {
      broken = !connected;
      onConnected(connected);
    },
    startAfter: () => cursor,
    signal,
  });
  clearInterval(polling);
}

function readSince(api: Api, cursor: string, signal: AbortSignal): Promise<ChangesView> {
  return api.get<ChangesView>(`/changes?limit=100&after=${encodeURIComponent(cursor)}`, signal);
}
