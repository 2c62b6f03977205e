import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";

const guide = readFileSync(fileURLToPath(new URL("../../docs/guides/channels.md", import.meta.url)), "utf8");
const signing = /```bash\n([^]*?)```/.exec(guide)?.[1] ?? "";

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasOpenssl())("the guide's way to sign a message is the library's", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"text": "Where is \\"it\\", 100%? ü"}';
  const script = `${signing}\nsign "$1" "$2" "$3"`;
  const env = { ...process.env, SECRET: secret };
  const signed = execFileSync("bash", ["-c", script, "sign", "msg_1", "1614265330", body], { env });
  expect(String(signed)).toBe(new Webhook(secret).sign("msg_1", new Date(1_614_265_330_000), body));
});
