import { existsSync, readFileSync } from "node:fs";
import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../statemachines/asl/types.ts";
import { comparable, type Recording } from "../../../statemachines/interpreter/testing/recordings.ts";
import { ROLE } from "../testing/definitions.ts";
import { createMachine, start } from "../testing/machines.ts";
import { startTestEndpoint, type TestEndpoint, type TestFunction } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

/** Executions that AWS ran, with what it answered. Read in place; see the folder's INDEX.md for their form. */
const CORPUS = new URL("../../../../shared/corpora/asl/executions.json", import.meta.url);
const IDENTITY = { accountId: "111111111111", region: "us-east-1" };

function readRecordings(): Recording[] {
  if (!existsSync(CORPUS)) return [];
  const text = readFileSync(CORPUS, "utf8")
    .replaceAll("<partition>", "aws")
    .replaceAll("<region>", IDENTITY.region);
  const recordings = Object.values(JSON.parse(text) as object) as Recording[];
  return recordings.filter(({ tier }) => tier === "pure" || tier === "lambda").map(withRealFunctionNames);
}

/** Placeholders in angle brackets are no names of functions. */
function withRealFunctionNames(recording: Recording): Recording {
  let text = JSON.stringify(recording);
  for (const name of Object.keys(recording.lambda))
    text = text.replaceAll(name, name.replaceAll(/[<>]/g, ""));
  return JSON.parse(text) as Recording;
}

function functionsOf(recording: Recording): Record<string, TestFunction> {
  const entries = Object.entries(recording.lambda).map(([name, { behaviour, errorType, errorMessage }]) => {
    const echo: TestFunction = (payload) => payload;
    const raise: TestFunction = () => {
      throw Object.assign(new Error(errorMessage), { name: errorType });
    };
    return [name, behaviour === "echo" ? echo : raise] as const;
  });
  return Object.fromEntries(entries);
}

async function run(recording: Recording, number: number): Promise<DescribeExecutionCommandOutput> {
  const scheduler = new VirtualScheduler();
  const functions = functionsOf(recording);
  const endpoint = await startTestEndpoint({ identity: IDENTITY, scheduler, functions });
  const machine = await createMachine(
    endpoint.sfn,
    `recorded-${number}`,
    JSON.stringify(recording.definition),
  );
  return endWithClock(endpoint, scheduler, await start(endpoint.sfn, machine, recording.input));
}

/** Turns the clock on whenever nothing else is left to happen. */
function endWithClock(
  { sfn }: TestEndpoint,
  scheduler: VirtualScheduler,
  executionArn: string,
): Promise<DescribeExecutionCommandOutput> {
  return until(async () => {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (description.status !== "RUNNING") return description;
    scheduler.advance(1_000);
    return undefined;
  });
}

const recordings = readRecordings();

describe.skipIf(recordings.length === 0)("executions that AWS recorded, through the service", () => {
  test.each(recordings.map((recording, number) => [recording.name, recording, number] as const))(
    "%s",
    async (_name, recording, number) => {
      const { status, output, error, cause, executionArn } = await run(recording, number);
      const { expected } = recording;
      const raises = Object.values(recording.lambda).some(({ behaviour }) => behaviour === "raise");
      const executionName = executionArn!.slice(executionArn!.lastIndexOf(":") + 1);
      const named = (value: string | undefined): Json | undefined => {
        if (value === undefined) return undefined;
        const text = value
          .replaceAll(`recorded-${number}`, "<ArnPart_0idx>")
          .replaceAll(executionName, "<ExecArnPart_0idx>")
          .replaceAll(ROLE, "snf_role_arn");
        return text;
      };
      expect({ status, error }).toEqual({ status: expected.status, error: expected.error });
      // The recorded functions are Python's: their stack traces are not ours.
      if (raises) return;
      expect(comparable({ cause: named(cause) }, [])).toEqual(comparable({ cause: expected.cause }, []));
      const result = output === undefined ? undefined : (JSON.parse(named(output) as string) as Json);
      expect(comparable(result, expected.wildcards)).toEqual(comparable(expected.output, expected.wildcards));
    },
  );
});
