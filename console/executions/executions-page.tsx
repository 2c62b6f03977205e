import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ExecutionSummary } from "../../shared/contracts/api/executions.ts";
import { runStatuses } from "../../shared/contracts/run.ts";
import { useApi } from "../api/use-api.ts";
import { Link } from "../shell/link.tsx";
import { useMay } from "../shell/use-me.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { ExecutionsTable } from "./executions-table.tsx";
import css from "./executions-page.module.css";

interface Page {
  executions: ExecutionSummary[];
  next_cursor: string | null;
}

/** Executions, newest first. */
export function ExecutionsPage() {
  const api = useApi();
  const [status, setStatus] = useState("");
  const mayStart = useMay("executions:write") && useMay("workflows:read");
  const query = useInfiniteQuery({
    queryKey: ["executions", "list", status],
    queryFn: ({ pageParam, signal }) => api.get<Page>(pathOf(status, pageParam), signal),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: 10_000,
  });
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Executions</h1>
        <select aria-label="Status" value={status} onChange={({ target }) => setStatus(target.value)}>
          <option value="">Any status</option>
          {runStatuses.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
        {mayStart && (
          <Link className={css.start} href="/executions/start">
            Start a workflow
          </Link>
        )}
      </header>
      <QueryView query={query} of="executions">
        {({ pages }) => {
          const executions = pages.flatMap((page) => page.executions);
          if (executions.length === 0)
            return <Notice title="No executions">Each turn of the AI, and each start, is one.</Notice>;
          return <ExecutionsTable executions={executions} />;
        }}
      </QueryView>
      {query.hasNextPage && (
        <p className={css.more}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </div>
  );
}

function pathOf(status: string, cursor: string): string {
  const query = new URLSearchParams({ limit: "50", ...(status && { status }), ...(cursor && { cursor }) });
  return `/executions?${query.toString()}`;
}
