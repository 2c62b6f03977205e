import * as z from "zod/mini";
import { createSesMailer } from "../adapters/ses/create-ses-mailer.ts";
import { createSmtpMailer, type SmtpConfig } from "../adapters/smtp/create-smtp-mailer.ts";
import { RetryableError } from "../contracts/errors.ts";
import type { Mailer } from "../domain/notifications/ports.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { secrets } from "./secrets.ts";

const serverSchema = z.object({
  HIL_SMTP_URL: z.optional(z.string()),
  HIL_MAIL_FROM: z.optional(z.email()),
});

/**
 * Mail by SES from `HIL_SES_FROM`, or by the server in the secret that `MAIL_SECRET_ID` names; without either it is kept to
 * be looked at.
 */
export const mailer = lazy((): Mailer => {
  const env = readEnv({
    AWS_REGION: z.string(),
    MAIL_SECRET_ID: z.optional(z.string()),
    HIL_SES_FROM: z.optional(z.email()),
  });
  const { MAIL_SECRET_ID: secretId, HIL_SES_FROM: from } = env;
  if (from !== undefined) return createSesMailer({ region: env.AWS_REGION, from });
  return {
    async send(mail) {
      const server = secretId === undefined ? null : await readServer(secretId);
      return server === null ? "outbox" : createSmtpMailer(server).send(mail);
    },
  };
});

/** Null: there is none. @throws RetryableError, without anything of the secret's content */
async function readServer(secretId: string): Promise<SmtpConfig | null> {
  const text = await secrets()
    .read(secretId)
    .catch((cause: unknown) => {
      throw new RetryableError("The mail server's secret cannot be read.", { cause });
    });
  const { HIL_SMTP_URL: url, HIL_MAIL_FROM: from } = parseServer(text);
  if (!url) return null;
  if (from === undefined)
    throw new RetryableError("The secret of the mail server names no HIL_MAIL_FROM to send from.");
  return { url, from };
}

function parseServer(text: string): z.infer<typeof serverSchema> {
  try {
    return serverSchema.parse(JSON.parse(text));
  } catch {
    // What JSON.parse complains about may quote a password.
    throw new RetryableError(
      "The secret of the mail server is not a JSON object of HIL_SMTP_URL and HIL_MAIL_FROM.",
    );
  }
}
