import { FatalError, RetryableError } from "../../contracts/errors.ts";
import type { Mail, Mailer } from "../../domain/notifications/ports.ts";

/** Of each step; together shorter than a delivery's lease. */
const stepTimeoutMs = 10_000;
const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

export interface SmtpConfig {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Only a loopback host may do without TLS. */
  url: string;
  /** A mail address. */
  from: string;
}

/**
 * A mail server over SMTP (RFC 5321) through nodemailer, which is loaded with the first mail. A connection for each mail:
 * a function sends too few of them to keep one.
 */
export function createSmtpMailer({ url, from }: SmtpConfig): Mailer {
  return {
    async send(mail) {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport(transportOptions(url));
      try {
        await transport.sendMail(messageOf(mail, from));
        return "smtp";
      } catch (error) {
        throw smtpError(error);
      } finally {
        transport.close();
      }
    },
  };
}

/** @throws RetryableError for a URL that is none: it may be mended. Its text holds a password and is not quoted */
function transportOptions(text: string) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["smtp:", "smtps:"].includes(url.protocol) || url.hostname === "")
    throw new RetryableError("The mail server's address is not an smtp:// or smtps:// URL.");
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !loopback.has(url.hostname),
    connectionTimeout: stepTimeoutMs,
    greetingTimeout: stepTimeoutMs,
    socketTimeout: stepTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(url.username !== "" && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
  };
}

function messageOf({ to, subject, text, messageId }: Mail, from: string) {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    from: { name: "", address: from },
    to: { name: "", address: to },
    subject,
    text,
    messageId: `<${messageId}@${domain}>`,
    // RFC 3834: nobody's absence is answered to a machine.
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/** A 5yz answer to a mail is final; a refused login or connection may be mended within a day. */
function smtpError(cause: unknown): Error {
  const { responseCode, code } = cause as { responseCode?: unknown; code?: unknown };
  const isFinal = typeof responseCode === "number" && responseCode >= 500;
  if (isFinal && code !== "EAUTH")
    return new FatalError(`The mail server refused the mail (${responseCode}).`, { cause });
  return new RetryableError(
    `The mail server did not take the mail (${typeof code === "string" ? code : "no reason"}).`,
    {
      cause,
    },
  );
}
