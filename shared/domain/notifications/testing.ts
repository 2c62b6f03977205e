import type { NotificationMessage } from "../../contracts/notification.ts";
import { RetryableError } from "../../contracts/errors.ts";
import type { Sealing } from "../secrets/ports.ts";
import type { Database } from "../storage/ports.ts";
import type { Mail, WebhookRequest, WebhookResponse } from "./ports.ts";

/** Sixty-four hexadecimal digits that differ where texts differ; not one-way, and no test asks for that. */
const sha256Hex = (text: string) =>
  Array.from({ length: 8 }, (_, part) =>
    Array.from(text)
      .reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0, part + 1)
      .toString(16)
      .padStart(8, "0"),
  ).join("");

/** As the real one: what was sealed for one place opens nowhere else. */
const sealing: Sealing = {
  seal: async (plain, place) => JSON.stringify([place, plain]),
  async open(sealed, place) {
    const [sealedFor, plain] = JSON.parse(sealed) as [unknown, string];
    if (JSON.stringify(sealedFor) !== JSON.stringify(place)) throw new Error("another place");
    return plain;
  },
};

/** Everything that deliveries need, on a clock of its own: the queue's messages wait until the clock has come to them. */
export function createNotificationBench<Kind extends Database>(database: Kind) {
  const clock = { nowMs: Date.parse("2026-03-01T12:00:00Z") };
  const waiting: { message: NotificationMessage; dueAtMs: number }[] = [];
  const mails: Mail[] = [];
  const posted: WebhookRequest[] = [];
  const receiver: { answer: () => WebhookResponse | Promise<WebhookResponse>; takesMail: boolean } = {
    answer: () => ({ status: 204, retryAfter: null }),
    takesMail: true,
  };
  let randoms = 0;
  const services = {
    database,
    queue: {
      async send(messages: readonly { message: NotificationMessage; delaySeconds: number }[]) {
        for (const { message, delaySeconds } of messages) {
          if (delaySeconds > 900) throw new Error("SQS delays no longer than 900 seconds.");
          waiting.push({ message, dueAtMs: clock.nowMs + delaySeconds * 1_000 });
        }
      },
    },
    mailer: {
      async send(mail: Mail): Promise<"smtp"> {
        if (!receiver.takesMail) throw new RetryableError("The mail server did not take the mail.");
        mails.push(mail);
        return "smtp";
      },
    },
    webhooks: {
      async post(request: WebhookRequest) {
        posted.push(request);
        return receiver.answer();
      },
    },
    sealing,
    consoleUrl: "https://desk.example.com",
    nowMs: () => clock.nowMs,
    sha256Hex,
    random: () => 0,
    randomHex: (byteCount: number) => (++randoms).toString(16).padStart(byteCount * 2, "0"),
  };
  return { clock, waiting, mails, posted, receiver, services };
}
