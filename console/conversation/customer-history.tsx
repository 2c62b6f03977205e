import { useQuery } from "@tanstack/react-query";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "../api/use-api.ts";
import { Link } from "../shell/link.tsx";
import { Section } from "../ui/section.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./customer-history.module.css";

/** What else this customer and the tenant talked about. */
export function CustomerHistory({ conversation }: { conversation: ConversationView }) {
  const api = useApi();
  const { customer_id: customer, conversation_id: shown } = conversation;
  const { data } = useQuery({
    queryKey: ["conversations", "of", customer],
    queryFn: ({ signal }) =>
      api.get<{ conversations: ConversationView[] }>(
        `/conversations?limit=8&customer_id=${encodeURIComponent(customer)}`,
        signal,
      ),
  });
  const others = data?.conversations.filter(({ conversation_id }) => conversation_id !== shown) ?? [];
  return (
    <Section title="Customer">
      <p className={css.customer}>
        <bdi>{customer}</bdi>
      </p>
      {others.length === 0 && <p className={css.none}>No other conversations.</p>}
      <ul className={css.list}>
        {others.map(({ conversation_id, status, updated_at, satisfaction }) => (
          <li key={conversation_id}>
            <Link href={`/inbox/${conversation_id}`}>{status.replaceAll("_", " ")}</Link>
            <span>
              <TimeAgo at={updated_at} />
              {satisfaction !== null && `, gave ${satisfaction} of 5`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
