import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll } from "vitest";
import { createSesMailer } from "../../shared/adapters/ses/create-ses-mailer.ts";
import { type TakenMail, testMailer } from "./mailer.testsuite.ts";

const settings = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
const before = settings.map((name) => process.env[name]);
beforeAll(() => {
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
});
afterAll(() => {
  for (const [index, name] of settings.entries()) {
    if (before[index] === undefined) delete process.env[name];
    else process.env[name] = before[index];
  }
});

/** The body of SESv2's `SendEmail`, as far as we send it. */
interface SendEmail {
  FromEmailAddress: string;
  Destination: { ToAddresses: string[] };
  Content: {
    Simple: {
      Subject: { Data: string };
      Body: { Text: { Data: string } };
      Headers: { Name: string; Value: string }[];
    };
  };
}

const answers = {
  take: { status: 200, type: "", body: { MessageId: "1" } },
  refuse: { status: 400, type: "MessageRejected", body: { message: "Email address is not verified." } },
  fail: { status: 429, type: "TooManyRequestsException", body: { message: "Too many." } },
};

// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
testMailer("ses", async () => {
  const taken: TakenMail[] = [];
  let answer: keyof typeof answers = "take";
  const server = createServer((request, response) => {
    void json(request).then((email) => {
      const { status, type, body } = answers[answer];
      if (answer === "take") taken.push(readEmail(email as SendEmail));
      response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const at = (address: string) => {
    const mailer = createSesMailer({ region: "eu-west-1", from: "desk@example.com" });
    return {
      send: (mail: Parameters<typeof mailer.send>[0]) => {
        process.env["AWS_ENDPOINT_URL"] = address;
        return mailer.send(mail);
      },
    };
  };
  return {
    mailer: at(`http://127.0.0.1:${port}`),
    unreachable: at("http://127.0.0.1:9"),
    taken: () => taken,
    answer: (how) => void (answer = how),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
});

function readEmail({ FromEmailAddress: from, Destination, Content }: SendEmail): TakenMail {
  const { Subject, Body, Headers } = Content.Simple;
  return {
    from,
    to: Destination.ToAddresses,
    subject: Subject.Data,
    text: Body.Text.Data,
    headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name.toLowerCase(), Value])),
  };
}
