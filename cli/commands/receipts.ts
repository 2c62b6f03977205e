import { parseArgs } from "node:util";
import { createApiClient } from "../api-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { paint } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { type ChainHead, verifyReceipts } from "../verify-receipts.ts";
import { withHost } from "../with-host.ts";

interface Options {
  host: { apiUrl: string; credential: string } | null;
  known: ChainHead | null;
  json: boolean;
}

/** `hil receipts verify [--url URL --key KEY] [--head SEQ:HASH] [--json]`: exit code 1 where the chain is broken. */
export async function receipts(args: string[]): Promise<number> {
  const { host, known, json } = readArguments(args);
  const verify = (target: { apiUrl: string; credential: string }) =>
    verifyReceipts(createApiClient(target), known);
  const report = await (host === null ? withHost(verify) : verify(host));
  if (json) console.log(JSON.stringify(report, null, 2));
  else if (report.holds)
    console.log(
      `${paint("green", "ok")} ${report.head.seq} receipts; head ${report.head.seq}:${report.head.hash}`,
    );
  else console.error(`${paint("red", "broken", process.stderr)} receipt ${report.seq} ${report.reason}`);
  return report.holds ? exitCodes.done : exitCodes.wrongInput;
}

function readArguments(args: string[]): Options {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: "string" },
      key: { type: "string" },
      head: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== "verify")
    throw new UsageError("receipts can be verified: hil receipts verify");
  return { host: hostOf(values), known: headOf(values.head), json: values.json };
}

function hostOf({ url, key }: { url?: string; key?: string }): Options["host"] {
  if (url === undefined) return null;
  const credential = key ?? process.env["HIL_API_KEY"];
  if (!credential) throw new UsageError("give a key: --key, or HIL_API_KEY");
  return { apiUrl: url.replace(/\/(api\/v1\/?)?$/, ""), credential };
}

function headOf(text: string | undefined): ChainHead | null {
  if (text === undefined) return null;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError("--head takes SEQ:HASH, as an earlier verification printed it");
  return { seq: Number(seq), hash };
}
