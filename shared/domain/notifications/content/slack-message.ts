import type { JsonObject } from "../../../contracts/json.ts";
import type { Told } from "./told.ts";

/** Slack takes a header of 150 characters and a text of 3,000. */
const longestText = 2_900;

/**
 * A message of Slack's incoming webhooks, in blocks; `text` is what notifications show. Everything is escaped as Slack
 * asks for (`&`, `<`, `>`), so that nothing in it mentions a channel or makes a link, and `verbatim` keeps it from finding
 * names and addresses by itself. https://docs.slack.dev/messaging/formatting-message-text
 */
export function slackMessage(told: Told): JsonObject {
  const facts = told.facts.map(({ name, value }) => `*${escape(name)}:* ${escape(value)}`).join("\n");
  return {
    text: escape(told.title),
    blocks: [
      { type: "header", text: { type: "plain_text", text: told.title } },
      ...(told.text === null ? [] : [section(quote(told.text))]),
      ...(facts === "" ? [] : [section(facts)]),
      ...(told.url === null ? [] : [button(told.url)]),
    ],
  };
}

function section(text: string): JsonObject {
  // An entity that is cut in two shows as text; it cannot become markup.
  return { type: "section", text: { type: "mrkdwn", text: text.slice(0, longestText), verbatim: true } };
}

function button(url: string): JsonObject {
  return {
    type: "actions",
    elements: [{ type: "button", text: { type: "plain_text", text: "Show" }, url }],
  };
}

function quote(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/);
  return lines.map((line) => `> ${escape(line)}`).join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
