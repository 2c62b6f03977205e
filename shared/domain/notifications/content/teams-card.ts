import type { JsonObject } from "../../../contracts/json.ts";
import type { Told } from "./told.ts";

/**
 * An Adaptive Card in the envelope that a Teams workflow ("when a webhook request is received") posts to a channel. All
 * text stands in runs of a RichTextBlock, where Teams, unlike in a TextBlock, reads no Markdown: there is nothing to escape.
 * https://adaptivecards.io/explorer/TextRun.html
 */
export function teamsCard(told: Told): JsonObject {
  const card: JsonObject = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText: told.title,
    body: [
      text({ text: told.title, weight: "Bolder", size: "Medium" }),
      ...(told.text === null ? [] : [text({ text: told.text })]),
      ...told.facts.map(({ name, value }) => text({ text: `${name}: `, weight: "Bolder" }, { text: value })),
    ],
    ...(told.url !== null && { actions: [{ type: "Action.OpenUrl", title: "Show", url: told.url }] }),
  };
  const attachment = {
    contentType: "application/vnd.microsoft.card.adaptive",
    contentUrl: null,
    content: card,
  };
  return { type: "message", attachments: [attachment] };
}

function text(...runs: JsonObject[]): JsonObject {
  return { type: "RichTextBlock", inlines: runs.map((run) => ({ type: "TextRun", ...run })) };
}
