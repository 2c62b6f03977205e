import { expect, test } from "vitest";
import { dev } from "./config/dev.ts";
import { deploymentOf } from "./config/read-config.ts";
import { standingSecrets } from "./standing-secrets.ts";
import { topology } from "./topology.ts";

test("standingSecrets() leaves out the mail server's where there is none", () => {
  const namesWith = (mail: typeof dev.mail) =>
    Object.keys(standingSecrets(topology, deploymentOf({ ...dev, mail })));
  const all = Object.keys(topology.secrets);
  expect(all).toContain("mail");
  expect(namesWith({ by: "smtp", port: 587 })).toEqual(all);
  const others = all.filter((name) => name !== "mail");
  expect(namesWith(null)).toEqual(others);
  expect(namesWith({ by: "ses", from: "desk@example.com" })).toEqual(others);
});
