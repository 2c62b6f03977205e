import { FatalError, RetryableError } from "../../contracts/errors.ts";
import type { Mail, Mailer } from "../../domain/notifications/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { lazy } from "../../runtime/lazy.ts";

/** Together shorter than a delivery's lease. */
const limits = { timeoutMs: 10_000, attempts: 2 };
/** It would refuse the same mail again; everything else (limits, a paused account, missing grants) can be mended. */
const final = new Set(["MessageRejected", "BadRequestException"]);

/** Amazon SES through its SDK, loaded with the first mail. `from` is an address of a verified identity. */
export function createSesMailer({ region, from }: { region: string; from: string }): Mailer {
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-sesv2");
    return { sdk, client: new sdk.SESv2Client(clientSettings({ region, ...limits })) };
  });
  return {
    async send(mail) {
      const { sdk, client } = await loaded();
      try {
        await client.send(new sdk.SendEmailCommand(emailOf(mail, from)));
        return "ses";
      } catch (cause) {
        const name = cause instanceof Error ? cause.name : "Error";
        const message = `Amazon SES did not take the mail (${name}).`;
        throw final.has(name) ? new FatalError(message, { cause }) : new RetryableError(message, { cause });
      }
    },
  };
}

function emailOf({ to, subject, text, messageId }: Mail, from: string) {
  const Headers = [
    { Name: "Auto-Submitted", Value: "auto-generated" },
    // SES gives each mail a Message-ID of its own; this one stays the same when it is sent again.
    { Name: "X-Delivery-ID", Value: messageId },
  ];
  const Body = { Text: { Data: text, Charset: "UTF-8" } };
  const Simple = { Subject: { Data: subject, Charset: "UTF-8" }, Body, Headers };
  return { FromEmailAddress: from, Destination: { ToAddresses: [to] }, Content: { Simple } };
}
