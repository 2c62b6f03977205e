import { existsSync, globSync, readFileSync } from "node:fs";
import { stdout } from "node:process";
import { describe, expect, test } from "vitest";
import type { Json } from "./types.ts";
import { validateDefinition } from "./validate.ts";
import type { Finding } from "./validation/finding.ts";

interface Refusal {
  name: string;
  definition: Json;
  expected: string | { message?: string; exception_value?: string };
}

const CORPUS = new URL("../../../shared/corpora/asl/", import.meta.url);
const isThere = existsSync(CORPUS);
if (!isThere) stdout.write("No corpus of recorded definitions beside the project: its tests are skipped.\n");

function readCorpus<Case>(name: string): Case[] {
  return isThere ? Object.values(JSON.parse(readFileSync(new URL(name, CORPUS), "utf8")) as Case[]) : [];
}

const refusals = readCorpus<Refusal>("create-errors.json");
const accepted = readCorpus<{ name: string; definition: Json }>("executions.json");

function textOf({ expected }: Refusal): string {
  return typeof expected === "string" ? expected : (expected.message ?? expected.exception_value ?? "");
}

/** Refused for the definition itself, not for its type, name, settings or version. */
function isBadDefinition(refusal: Refusal): boolean {
  const text = textOf(refusal);
  return (
    /Invalid State Machine Definition|in definition '/.test(text) && !text.includes("Express state machine")
  );
}

function errorsOf(definition: Json): Finding[] {
  return validateDefinition(definition).filter(({ severity }) => severity === "ERROR");
}

function describeFindings(findings: Finding[]): string {
  return findings
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? "null"}`)
    .join(", ");
}

describe.skipIf(!isThere)("definitions that AWS refused", () => {
  const bad = refusals.filter(isBadDefinition);

  test.each(bad.map((refusal) => [refusal.name, refusal.definition] as const))("%s", (_name, definition) => {
    expect(errorsOf(definition)).not.toEqual([]);
  });

  test("are refused in AWS's words where AWS spoke", () => {
    const spoken = bad.filter((refusal) => textOf(refusal).includes("Invalid State Machine Definition"));
    const exact = spoken.filter((refusal) => {
      const ours = `Invalid State Machine Definition: '${describeFindings(errorsOf(refusal.definition))}'`;
      return textOf(refusal).replaceAll("arn:<partition>:", "arn:aws:").endsWith(ours);
    });
    stdout.write(
      `${bad.length} bad definitions, ${spoken.length} with a text of AWS, ${exact.length} refused in exactly that text\n`,
    );
    expect(exact).toEqual(spoken);
  });
});

describe.skipIf(!isThere)("definitions that AWS accepted", () => {
  test.each(accepted.map(({ name, definition }) => [name, definition] as const))(
    "%s",
    (_name, definition) => {
      expect(errorsOf(definition)).toEqual([]);
    },
  );

  const others = refusals.filter(
    (refusal) => !isBadDefinition(refusal) && typeof refusal.definition === "object",
  );
  const standard = others.filter((refusal) => !textOf(refusal).includes("Activity ARN"));
  test.each(standard.map(({ name, definition }) => [name, definition] as const))(
    "refused for another reason: %s",
    (_name, definition) => {
      expect(errorsOf(definition)).toEqual([]);
    },
  );
});

const WORKFLOWS = new URL("../workflows/", import.meta.url);

test.each(globSync("*.asl.json", { cwd: WORKFLOWS }))("accepts the shipped %s", (file) => {
  const text = readFileSync(new URL(file, WORKFLOWS), "utf8");
  const placed = text.replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:us-east-1:000000000000:function:$1");
  expect(errorsOf(JSON.parse(placed) as Json)).toEqual([]);
});
