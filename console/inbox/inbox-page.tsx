import { useMemo, useState } from "react";
import { useHumanTasks } from "../approval/use-human-tasks.ts";
import { Link } from "../shell/link.tsx";
import { navigate } from "../shell/navigate.ts";
import { useMay, useMe } from "../shell/use-me.ts";
import { Button } from "../ui/button.tsx";
import { ListAndDetail } from "../ui/list-and-detail.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { filterHandovers } from "./filter-handovers.ts";
import { HandoverList } from "./handover-list.tsx";
import { InboxFilters } from "./inbox-filters.tsx";
import css from "./inbox-page.module.css";
import { OpenConversation } from "./open-conversation.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { useCustomers } from "./use-customers.ts";
import { useHandovers, type View } from "./use-handovers.ts";
import { perform, useShortcuts } from "./use-shortcuts.ts";

const empty: Record<View, [title: string, text: string]> = {
  mine: ["You have no conversations", "Claim one of those that wait."],
  waiting: ["Nobody waits", "When the AI hands over, the conversation is here within a second or two."],
  others: ["Nobody else has a conversation", "What colleagues work on is shown here."],
  closed: ["Nothing was resolved yet", "Resolved conversations stay here to be looked up."],
};

/** A human agent's working day: what waits, what is theirs, and the conversation they are in. */
export function InboxPage({ conversationId }: { conversationId: string | null }) {
  const { human_agent: me } = useMe();
  const mayOpen = useMay("desk:work", "desk:manage");
  const [view, setView] = useState<View>("waiting");
  const [filter, setFilter] = useState({ skill: "", search: "" });
  const [helping, setHelping] = useState(false);
  const query = useHandovers(view, me !== null);
  const customerOf = useCustomers();
  const shown = useMemo(
    () => filterHandovers(query.data ?? [], filter, customerOf),
    [query.data, filter, customerOf],
  );
  const move = (by: number) => {
    const at = shown.findIndex(({ conversation_id }) => conversation_id === conversationId);
    const next = shown[at === -1 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) navigate(`/inbox/${next.conversation_id}`);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    c: () => perform("claim"),
    r: () => perform("reply"),
    e: () => perform("resolve"),
    "/": () => perform("search"),
    "?": () => setHelping(true),
  });
  if (!mayOpen)
    return (
      <Notice whole title="You do not work at the desk">
        Ask for the role of a human agent.
      </Notice>
    );
  const [title, text] = empty[view];
  const list = (
    <>
      <header className={css.head}>
        <h1>Inbox</h1>
        <Button small look="quiet" aria-label="Keyboard shortcuts" onClick={() => setHelping(true)}>
          <kbd>?</kbd>
        </Button>
      </header>
      <ApprovalsLink />
      <InboxFilters
        view={view}
        onView={setView}
        filter={filter}
        onFilter={setFilter}
        handovers={query.data ?? []}
      />
      {view === "mine" && me === null ? (
        <Notice title="You have no place at the desk">Somebody who manages it can give you one.</Notice>
      ) : (
        <QueryView query={query} of="the queue">
          {(all) => {
            if (all.length === 0) return <Notice title={title}>{text}</Notice>;
            if (shown.length === 0) return <Notice title="Nothing fits">Other words may.</Notice>;
            return <HandoverList handovers={shown} customerOf={customerOf} current={conversationId} />;
          }}
        </QueryView>
      )}
      {helping && <ShortcutHelp onClose={() => setHelping(false)} />}
    </>
  );
  return (
    <ListAndDetail back="/inbox" list={list} hasDetail={conversationId !== null}>
      {conversationId === null ? (
        <Notice title="Choose a conversation">
          Press <kbd>j</kbd> for the first one, <kbd>?</kbd> for all keys.
        </Notice>
      ) : (
        <OpenConversation conversationId={conversationId} />
      )}
    </ListAndDetail>
  );
}

function ApprovalsLink() {
  const { data } = useHumanTasks("open", useMay("human-tasks:read"));
  const count = data?.human_tasks.length ?? 0;
  if (count === 0) return null;
  return (
    <Link className={css.approvals} href="/approvals">
      {count === 1 ? "One approval waits" : `${count} approvals wait`}
    </Link>
  );
}
