import type { EndpointKind, Notification } from "../../../contracts/notification.ts";
import { slackMessage } from "./slack-message.ts";
import { teamsCard } from "./teams-card.ts";
import { toldOf } from "./told.ts";
import { webhookEvent } from "./webhook-event.ts";

/** The JSON text that is posted: the same for every attempt. */
export function bodyOf(
  kind: Exclude<EndpointKind, "email">,
  notification: Notification,
  consoleUrl: string | null,
): string {
  switch (kind) {
    case "slack":
      return JSON.stringify(slackMessage(toldOf(notification, consoleUrl)));
    case "teams":
      return JSON.stringify(teamsCard(toldOf(notification, consoleUrl)));
    case "webhook":
      return JSON.stringify(webhookEvent(notification, consoleUrl));
  }
}
