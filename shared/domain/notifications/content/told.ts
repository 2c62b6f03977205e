import type { Json } from "../../../contracts/json.ts";
import type { Notification, NotificationType } from "../../../contracts/notification.ts";

/** A notification in words, before it takes the form of a mail or a card. */
export interface Told {
  title: string;
  /** What somebody wrote: to be shown as it is, never read as markup. */
  text: string | null;
  facts: { name: string; value: string }[];
  /** A page that only shows; null where the deployment has no console. */
  url: string | null;
}

const titles: Record<NotificationType, string> = {
  "task.opened": "A decision is asked for",
  "task.returned": "A task came back for another decision",
  "task.decided": "A task was decided",
  "task.expired": "Nobody decided in time",
  "handover.queued": "A conversation waits for a person",
  "handover.assigned": "A conversation was assigned to you",
  "handover.escalated": "A conversation has waited too long",
  "handover.closed": "A person is done with a conversation",
  "conversation.closed": "A conversation has ended",
};

/** By the names in a notification's data, in the order in which they are shown. */
const factNames: Record<string, string> = {
  tool: "Tool",
  verdict: "Decision",
  deadline: "Deadline",
  round: "Round",
  reason: "Reason",
  priority: "Priority",
  required_skills: "Skills",
  outcome: "Outcome",
  status: "Status",
  first_response_due_at: "First answer due",
  resolution_due_at: "Resolution due",
  execution_id: "Execution",
  conversation_id: "Conversation",
};

const longestText = 1_000;

/** `consoleUrl` without a slash at its end; null: no link is given. `toPerson`: it concerns whoever reads it. */
export function toldOf({ type, data }: Notification, consoleUrl: string | null, toPerson = false): Told {
  const { question } = data;
  const isOthers = type === "handover.assigned" && !toPerson;
  return {
    title: isOthers ? "A conversation was assigned" : titles[type],
    text: typeof question === "string" ? shorten(question) : null,
    facts: Object.entries(factNames).flatMap(([key, name]) => factOf(name, data[key])),
    url: consoleUrl && `${consoleUrl}${pathOf(data)}`,
  };
}

/** Where the console shows what it is about. */
export function pathOf(data: Notification["data"]): string {
  const { task_id: taskId, conversation_id: conversationId } = data;
  return typeof taskId === "string" ? `/tasks/${taskId}` : `/conversations/${textOf(conversationId)}`;
}

function factOf(name: string, value: Json | undefined): { name: string; value: string }[] {
  const text = textOf(value);
  return text === "" ? [] : [{ name, value: shorten(text) }];
}

/** Of what has a text of its own; a list's are its words. */
function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function shorten(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText).toWellFormed()}…`;
}
