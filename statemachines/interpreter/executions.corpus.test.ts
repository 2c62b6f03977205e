import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Json, StateMachine } from "../asl/types.ts";
import { lambdaInvokeOutput, lambdaPayload } from "./lambda-output.ts";
import { comparable, comparableHistory, RECORDED_FACTS, type Recording } from "./testing/recordings.ts";
import { TaskError, virtualRun, type VirtualTask } from "./virtual-run.ts";

/** Executions that AWS ran, with what it answered. Read in place; see the folder's INDEX.md for their form. */
const CORPUS = new URL("../../../shared/corpora/asl/executions.json", import.meta.url);
const recordings: Recording[] = existsSync(CORPUS)
  ? (Object.values(JSON.parse(readFileSync(CORPUS, "utf8")) as object) as Recording[])
  : [];
const NEEDS_ONLY_LAMBDA = new Set(["pure", "lambda"]);

/** Answers as the recorded Lambda functions do: echoes, or raises as Python does. */
function lambdaStandIn(recording: Recording) {
  let calls = 0;
  return ({ resource, arguments: input, nowMs }: VirtualTask): Json => {
    calls++;
    const isIntegration = resource.startsWith("arn:aws:states:::lambda:invoke");
    const request = input as { FunctionName?: string; Payload?: Json };
    const name = (isIntegration ? request.FunctionName! : resource).split(":function:").at(-1)!;
    const lambda = recording.lambda[name]!;
    const payload = isIntegration ? lambdaPayload(request.Payload) : input;
    if (lambda.behaviour === "raise") throw new TaskError(lambda.errorType!, pythonCause(lambda, calls));
    const answer = { payload, requestId: uuid(calls), answeredAtMs: nowMs };
    return isIntegration ? lambdaInvokeOutput(answer) : payload;
  };
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

function pythonCause(
  { errorType, errorMessage, source }: Recording["lambda"][string],
  calls: number,
): string {
  const line = source.split("\n").findIndex((text) => text.includes("raise")) + 1;
  const trace = `  File "/var/task/handler.py", line ${line}, in handler\n${source.split("\n")[line - 1]}\n`;
  return JSON.stringify({ errorMessage, errorType, requestId: uuid(calls), stackTrace: [trace] });
}

describe.skipIf(recordings.length === 0)("executions that AWS recorded", () => {
  for (const recording of recordings.filter(({ tier }) => NEEDS_ONLY_LAMBDA.has(tier))) {
    test(recording.name, async () => {
      const result = await virtualRun(recording.definition as unknown as StateMachine, {
        input: recording.input,
        facts: RECORDED_FACTS,
        task: lambdaStandIn(recording),
      });
      const { status, output, error, cause, wildcards } = recording.expected;
      expect(comparable({ status: result.status, error: result.error, cause: result.cause }, [])).toEqual(
        comparable({ status, error, cause }, []),
      );
      expect(comparable(result.output, wildcards)).toEqual(comparable(output, wildcards));
      expect(comparableHistory(result.history)).toEqual(comparableHistory(recording.expected.events));
    });
  }
});
