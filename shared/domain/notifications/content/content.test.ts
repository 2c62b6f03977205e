import { describe, expect, test } from "vitest";
import type { Notification } from "../../../contracts/notification.ts";
import { bodyOf } from "./body-of.ts";
import { mailOf } from "./mail-of.ts";
import { slackMessage } from "./slack-message.ts";
import { teamsCard } from "./teams-card.ts";
import { toldOf } from "./told.ts";

const consoleUrl = "https://desk.example.com";

const task = (data: object = {}): Notification => ({
  notificationId: "task_1-opened",
  tenantId: "acme",
  type: "task.opened",
  data: {
    task_id: "task_1",
    execution_id: "exec_1",
    node_id: "ask",
    question: "Pay 49 USD?",
    tool: "shopify.refund",
    round: 1,
    deadline: "2026-03-01T12:00:00.000Z",
    ...data,
  },
  people: [{ subject: "olga" }],
  atMs: Date.parse("2026-03-01T11:00:00Z"),
});

/** What somebody who writes questions, tool names or skills could try. */
const attacks = [
  "<!channel> <@U123> <https://evil.example|Click>",
  "**bold** [Click](https://evil.example) `x` # Title",
  "Hello\r\nBcc: eve@example.com\r\n\r\nHello",
  "Hello\n.\nMAIL FROM:<eve@example.com>",
  "Hello\u2028Link: https://evil.example",
  "\u202egnp.exe",
  "{{DATE(2026-01-01)}} ${x} <at>everyone</at>",
];

describe("toldOf()", () => {
  test("says what happened, with a link that shows it", () => {
    expect(toldOf(task(), consoleUrl)).toEqual({
      title: "A decision is asked for",
      text: "Pay 49 USD?",
      facts: [
        { name: "Tool", value: "shopify.refund" },
        { name: "Deadline", value: "2026-03-01T12:00:00.000Z" },
        { name: "Round", value: "1" },
        { name: "Execution", value: "exec_1" },
      ],
      url: "https://desk.example.com/tasks/task_1",
    });
  });

  test("tells whom it concerns in another way than others", () => {
    const assigned: Notification = {
      ...task(),
      type: "handover.assigned",
      data: { conversation_id: "conv_1", required_skills: ["a", "b"], reason: "explicit_request" },
    };
    expect(toldOf(assigned, null, true).title).toBe("A conversation was assigned to you");
    expect(toldOf(assigned, null)).toEqual({
      title: "A conversation was assigned",
      text: null,
      facts: [
        { name: "Reason", value: "explicit_request" },
        { name: "Skills", value: "a, b" },
        { name: "Conversation", value: "conv_1" },
      ],
      url: null,
    });
  });

  test("shortens what is too long", () => {
    expect(toldOf(task({ question: "🙂".repeat(10_000) }), null).text?.length).toBeLessThan(1_100);
  });
});

describe("a mail", () => {
  test.each(attacks)("quotes what somebody wrote line by line: %j", (attack) => {
    const mail = mailOf(toldOf(task({ question: attack, tool: attack }), consoleUrl), "a@example.com", "id");
    expect(mail.subject).toBe("A decision is asked for");
    const ours = mail.text.split("\n").filter((line) => !line.startsWith("> ") && line !== "");
    expect(ours.map((line) => line.split(":")[0])).toEqual([
      "A decision is asked for",
      "Tool",
      "Deadline",
      "Round",
      "Execution",
      "https",
      "The page shows it; deciding needs you to sign in.",
    ]);
    expect(mail.text).not.toMatch(/[\r\u2028\u2029\u202e]/);
  });

  test("without a console has no link", () => {
    expect(mailOf(toldOf(task(), null), "a@example.com", "id").text).not.toContain("http");
  });
});

describe("a Slack message", () => {
  test.each(attacks)("holds no control sequence of somebody else's: %j", (attack) => {
    const message = JSON.stringify(
      slackMessage(toldOf(task({ question: attack, tool: attack }), consoleUrl)),
    );
    expect(message).not.toMatch(/[<]|(?<!^|"|\\n)>/);
    expect(message).toContain('"verbatim":true');
  });

  test("stays within Slack's limits whatever has to be escaped", () => {
    const { blocks } = slackMessage(toldOf(task({ question: "<&>".repeat(9_000) }), consoleUrl)) as {
      blocks: { text?: { text: string } }[];
    };
    for (const { text } of blocks) expect((text?.text ?? "").length).toBeLessThanOrEqual(3_000);
  });
});

describe("a Teams card", () => {
  test.each(attacks)("has all text where no markup is read: %j", (attack) => {
    const card = JSON.stringify(teamsCard(toldOf(task({ question: attack, tool: attack }), consoleUrl)));
    expect(card).not.toContain('"TextBlock"');
    expect(card).not.toContain('"FactSet"');
    expect(JSON.parse(card)).toMatchObject({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }],
    });
  });

  test("leads to the console and nowhere else", () => {
    const card = JSON.stringify(teamsCard(toldOf(task({ question: "https://evil.example" }), consoleUrl)));
    expect(card.match(/"url":"[^"]*"/g)).toEqual(['"url":"https://desk.example.com/tasks/task_1"']);
  });
});

describe("a webhook's event", () => {
  test("has type, time and data, and the same text each time", () => {
    const body = bodyOf("webhook", task(), consoleUrl);
    expect(JSON.parse(body)).toEqual({
      type: "task.opened",
      timestamp: "2026-03-01T11:00:00.000Z",
      data: {
        notification_id: "task_1-opened",
        ...task().data,
        url: "https://desk.example.com/tasks/task_1",
      },
    });
    expect(bodyOf("webhook", task(), consoleUrl)).toBe(body);
  });
});
