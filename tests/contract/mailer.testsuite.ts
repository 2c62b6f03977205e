import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FatalError, RetryableError } from "../../shared/contracts/errors.ts";
import type { Mail, Mailer } from "../../shared/domain/notifications/ports.ts";

/** A mail as its service has taken it. */
export interface TakenMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  /** Names, in lower case, and values of all headers that we have said. */
  headers: Record<string, string>;
}

export interface MailService {
  mailer: Mailer;
  /** The same, where nothing listens. */
  unreachable: Mailer;
  taken: () => TakenMail[];
  /** From now on: refuses mails for good, fails for a while, or takes them. */
  answer: (how: "refuse" | "fail" | "take") => void;
  close: () => Promise<void>;
}

const mail: Mail = {
  to: "olga@example.com",
  subject: "A decision is asked for",
  text: "Grüße\n\n> Pay?\n",
  messageId: "delivery_1",
};

/** What every way of sending mail has to do. `name` is what it says has taken a mail. */
export function testMailer(name: "smtp" | "ses", open: () => Promise<MailService>): void {
  describe(`mail by ${name}`, () => {
    let service: MailService;
    beforeAll(async () => {
      service = await open();
    });
    afterAll(() => service.close());

    /** The mail that is taken when this is sent. */
    async function sent(changes: Partial<Mail> = {}): Promise<TakenMail> {
      service.answer("take");
      expect(await service.mailer.send({ ...mail, ...changes })).toBe(name);
      return service.taken().at(-1)!;
    }

    test("reaches its receiver as it was written", async () => {
      const taken = await sent();
      expect(taken).toMatchObject({ from: "desk@example.com", to: [mail.to], subject: mail.subject });
      expect(taken.text.trimEnd()).toBe(mail.text.trimEnd());
    });

    test("names its delivery, and says that a machine wrote it", async () => {
      const { headers } = await sent();
      expect(JSON.stringify(headers)).toContain("delivery_1");
      expect(headers["auto-submitted"]).toBe("auto-generated");
    });

    test.each([
      "\r\nBcc: eve@example.com",
      "\nBcc: eve@example.com\n\nHello",
      "\r\n.\r\nMAIL FROM:<eve@x.org>",
    ])("takes no header and no receiver from a text: %j", async (attack) => {
      const taken = await sent({ text: `Pay?${attack}`, subject: `Well${attack}` });
      expect(taken.to).toEqual([mail.to]);
      expect(taken.headers).not.toHaveProperty("bcc");
    });

    test("takes no second receiver from an address", async () => {
      service.answer("take");
      const before = service.taken().length;
      const to = "olga@example.com, eve@example.com";
      await service.mailer.send({ ...mail, to }).catch(() => undefined);
      for (const taken of service.taken().slice(before)) expect(taken.to).not.toContain("eve@example.com");
    });

    test("that is refused is not worth another attempt", async () => {
      service.answer("refuse");
      await expect(service.mailer.send(mail)).rejects.toBeInstanceOf(FatalError);
    });

    test("that fails is worth another one", async () => {
      service.answer("fail");
      await expect(service.mailer.send(mail)).rejects.toBeInstanceOf(RetryableError);
      await expect(service.unreachable.send(mail)).rejects.toBeInstanceOf(RetryableError);
    });
  });
}
