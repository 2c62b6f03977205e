import { useKept } from "../ui/use-kept.ts";

/** The conversation that the newcomer leads as the customer, in this tab. */
export function useWidgetConversation(): {
  conversationId: string | null;
  open: (conversationId: string) => void;
  leave: () => void;
} {
  const [kept, keep] = useKept("hil.widget-conversation");
  return { conversationId: kept === "" ? null : kept, open: keep, leave: () => keep("") };
}
