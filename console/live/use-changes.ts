import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "../api/use-api.ts";
import { noteConnection } from "./connection.ts";
import { followChanges } from "./follow-changes.ts";
import { createReader } from "./read-anew.ts";

/** Reads anew what is shown when it has changed: one stream for the whole page. */
export function useChanges(mayFollow: boolean): void {
  const api = useApi();
  const client = useQueryClient();
  useEffect(() => {
    if (!mayFollow) return;
    const left = new AbortController();
    void followChanges(api, {
      hear: createReader(client),
      onConnected: (connected) => noteConnection("changes", connected),
      signal: left.signal,
    });
    return () => left.abort();
  }, [api, client, mayFollow]);
}
