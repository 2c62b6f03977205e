import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { classify } from "./score-choices.ts";

const file = fileURLToPath(new URL("../../../../shared/corpora/banking77/test.csv", import.meta.url));
const isThere = existsSync(file);
if (!isThere)
  process.stdout.write(`Skipped: there is no ${file}
`);

/** Ten of the 77 intents, spread over the alphabet and not chosen by how they do. */
const everyNth = 7;
const intentCount = 10;

describe.skipIf(!isThere)("classify() on messages of bank customers (banking77)", () => {
  test("tells ten intents apart far better than chance", () => {
    const rows = readRows();
    const intents = [...new Set(rows.map((row) => row.intent))].sort();
    const chosen = intents.filter((_, index) => index % everyNth === 0).slice(0, intentCount);
    const messages = rows.filter((row) => chosen.includes(row.intent));
    const choices = chosen.map((value) => ({ value, hint: "" }));
    const right = messages.filter(({ text, intent }) => classify(text, choices).value === intent).length;
    const accuracy = right / messages.length;
    process.stdout.write(
      `offline classification, ${intentCount} intents: ${right} of ${messages.length} = ${accuracy.toFixed(3)}\n`,
    );
    expect(messages.length).toBeGreaterThan(300);
    expect(accuracy).toBeGreaterThan(5 / intentCount);
  });
});

function readRows(): { text: string; intent: string }[] {
  const records = readFileSync(file, "utf8").matchAll(/^(?:"((?:[^"]|"")*)"|([^,\n]*)),(\w+)\r?$/gm);
  const rows = [...records].map(([, quoted, plain, intent]) => ({
    text: quoted?.replaceAll('""', '"') ?? plain ?? "",
    intent: intent!,
  }));
  return rows.slice(1);
}
