import { plainTerms, type WaitTerms } from "../../contracts/approval.ts";

/** Terms as rows hold them: older ones name whoever requested the run, and no others. */
export type StoredTerms = WaitTerms | (Omit<WaitTerms, "requesters"> & { requestedBy: string });

/** Null stands for a question that says nothing about approval. */
export function readTerms(stored: StoredTerms | null): WaitTerms {
  if (stored === null) return plainTerms;
  if ("requesters" in stored) return stored;
  const { requestedBy, ...terms } = stored;
  return { ...terms, requesters: [requestedBy] };
}
