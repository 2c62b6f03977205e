import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmtpMailer } from "../../shared/adapters/smtp/create-smtp-mailer.ts";
import { RetryableError } from "../../shared/contracts/errors.ts";
import { type MailServer, type ReceivedMail, startMailServer } from "../support/mail-server.ts";
import { type TakenMail, testMailer } from "./mailer.testsuite.ts";

const from = "desk@example.com";
const answers = { refuse: 550, fail: 451, take: 0 };
const mail = { to: "olga@example.com", subject: "Hello", text: "Hello", messageId: "delivery_1" };

testMailer("smtp", async () => {
  const server = await startMailServer();
  return {
    mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from }),
    unreachable: createSmtpMailer({ url: "smtp://127.0.0.1:9", from }),
    taken: () => server.received.map(readMail),
    answer: (how) => server.refuse(answers[how]),
    close: server.close,
  };
});

function readMail({ source, ...envelope }: ReceivedMail): TakenMail {
  const [head = "", ...rest] = source.split("\r\n\r\n");
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  const body = rest.join("\r\n\r\n");
  const text = /quoted-printable/.test(head) ? fromQuotedPrintable(body) : body;
  return { ...envelope, subject: headers["subject"] ?? "", text: text.replaceAll("\r\n", "\n"), headers };
}

/** RFC 2045, 6.7. */
function fromQuotedPrintable(text: string): string {
  const unfolded = text.replaceAll("=\r\n", "");
  const bytes = unfolded.replaceAll(/=([0-9A-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

let guarded: MailServer;
beforeAll(async () => {
  guarded = await startMailServer({ user: "desk@example.com", password: "p@ss:word/" });
});
afterAll(() => guarded.close());

test("mail by smtp is let in by user and password, and a wrong one may be mended", async () => {
  const at = (password: string) =>
    createSmtpMailer({ url: `smtp://desk%40example.com:${password}@127.0.0.1:${guarded.port}`, from });
  expect(await at("p%40ss%3Aword%2F").send(mail)).toBe("smtp");
  const failure = await at("wr0ng-secret")
    .send(mail)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RetryableError);
  expect(String(failure)).not.toContain("wr0ng-secret");
});

test("mail by smtp goes nowhere without encryption but to this machine", async () => {
  // A name of this machine that the rule does not know.
  const elsewhere = createSmtpMailer({ url: `smtp://localhost.:${guarded.port}`, from });
  const before = guarded.received.length;
  await expect(elsewhere.send(mail)).rejects.toBeInstanceOf(RetryableError);
  expect(guarded.received).toHaveLength(before);
});

test.each(["", "http://127.0.0.1", "smtp://", "127.0.0.1:25"])("%j is no mail server", async (url) => {
  await expect(createSmtpMailer({ url, from }).send(mail)).rejects.toThrow(/smtp:\/\//);
});
