import { useQuery } from "@tanstack/react-query";
import type { ReceiptList } from "../../shared/contracts/api/receipts.ts";
import { useApi } from "../api/use-api.ts";
import { QueryView } from "../ui/query-view.tsx";
import { Section } from "../ui/section.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./receipts.module.css";

/** The links of the chain that are about one task. */
export function Receipts({ taskId }: { taskId: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["receipts", taskId],
    queryFn: ({ signal }) => api.get<ReceiptList>(`/human-tasks/${taskId}/receipts`, signal),
  });
  return (
    <Section title="Receipts">
      <QueryView query={query} of="the receipts">
        {({ receipts }) =>
          receipts.length === 0 ? (
            <p className={css.none}>None yet. Each decision leaves one, chained to the one before.</p>
          ) : (
            <ol className={css.list}>
              {receipts.map(({ seq, kind, verdict, subject, person, at, hash }) => (
                <li key={seq}>
                  <span>
                    <strong>#{seq}</strong> {kind}
                    {verdict !== null && `: ${verdict}`} <bdi>{person ?? subject}</bdi> <TimeAgo at={at} />
                  </span>
                  <code className={css.hash}>{hash}</code>
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
    </Section>
  );
}
