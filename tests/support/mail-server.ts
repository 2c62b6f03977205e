import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body as they came. */
  source: string;
}

export interface MailServer {
  port: number;
  received: ReceivedMail[];
  /** Answers recipients with this code from now on. */
  refuse: (code: number) => void;
  close: () => Promise<void>;
}

/** A mail server on loopback, without encryption. `login`: the only user and password that it lets in. */
export async function startMailServer(login?: { user: string; password: string }): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let refusal = 0;
  const server = new SMTPServer({
    hideSTARTTLS: true,
    authOptional: login === undefined,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(new Error("Who?")),
    onRcptTo: (_address, _session, done) =>
      refusal === 0 ? done() : done(Object.assign(new Error("No such mailbox"), { responseCode: refusal })),
    onData(stream, { envelope }, done) {
      const { mailFrom, rcptTo } = envelope;
      const from = mailFrom === false ? "" : mailFrom.address;
      let source = "";
      stream.setEncoding("utf8").on("data", (text) => (source += String(text)));
      stream.once("end", () => {
        received.push({ from, to: rcptTo.map(({ address }) => address), source });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1");
  await new Promise((ready) => listening.once("listening", ready));
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    refuse: (code) => void (refusal = code),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
