import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/api-error.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { Skeleton } from "./skeleton.tsx";

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  /** What is read, as people call it. */
  of: string;
  children: (data: T) => ReactNode;
}

/** What was read, or what stands in its place while it is not there. What is there already stays, whatever happens. */
export function QueryView<T>({ query, of, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failure error={query.error} of={of} retry={() => void query.refetch()} />;
  return <Skeleton label={`Loading ${of}`} />;
}

function Failure({ error, of, retry }: { error: Error; of: string; retry: () => void }) {
  if (error instanceof ApiError && error.status === 403)
    return <Notice title={`You may not see ${of}`}>Somebody who manages access can change that.</Notice>;
  if (error instanceof ApiError && error.status === 404)
    return <Notice title="Nothing is here">It does not exist, or is not yours to see.</Notice>;
  return (
    <Notice title={`Could not load ${of}`} tone="bad" action={<Button onClick={retry}>Try again</Button>}>
      {error.message}
    </Notice>
  );
}
