import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../asl/types.ts";
import type { TestStateRequest } from "./request.ts";
import { testState } from "./test-state.ts";

/** Single states that AWS tested, with what it answered. Read in place; see the folder's INDEX.md for their form. */
const CORPUS = new URL("../../../../shared/corpora/asl/test-state.json", import.meta.url);

interface Recording {
  name: string;
  definition: TestStateRequest["definition"];
  input: Json;
  request: Omit<TestStateRequest, "definition" | "input">;
  expected: JsonObject;
}

const recordings: Recording[] = existsSync(CORPUS)
  ? (Object.values(JSON.parse(readFileSync(CORPUS, "utf8")) as object) as Recording[])
  : [];

const FACTS = {
  executionArn: "arn:aws:states:us-east-1:111111111111:express:machine:test",
  name: "test",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:machine",
  stateMachineName: "machine",
  startedAtMs: 0,
};
const ENVIRONMENT = { nowMs: 0, random: () => 0.5, uuid: () => "00000000-0000-4000-8000-000000000001" };

async function answer(recording: Recording): Promise<Json> {
  const { definition, input, request } = recording;
  const roleArn = "arn:aws:iam::111111111111:role/tester";
  try {
    const response = await testState(
      { definition, input: input ?? {}, roleArn, ...request },
      FACTS,
      ENVIRONMENT,
    );
    return response as unknown as Json;
  } catch (error) {
    return { exception: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

function expectedAnswer({ expected }: Recording): Json {
  const { ResponseMetadata: _metadata, exception, ...answer } = expected;
  if (exception === undefined) return answer;
  const { Error: error, exception_typename: name, exception_value: text } = exception as JsonObject;
  if (error !== undefined)
    return { exception: `${(error as JsonObject)["Code"]}: ${(error as JsonObject)["Message"]}` };
  return { exception: `${name as string}: ${(text as string).replace(/^.* operation: /, "")}` };
}

/** Objects in texts are read, and what differs from run to run is blanked. */
function normalised(value: Json): Json {
  if (typeof value === "string") {
    if (value.startsWith("{")) return normalised(JSON.parse(value) as Json);
    return value.replaceAll("us-east-1", "<region>").replace(ISO_TIME, "start-date");
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(normalised);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, VARYING.has(key) ? "*" : normalised(field)]),
  );
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/;
const VARYING = new Set(["Id", "Name", "RoleArn", "StartTime", "EnteredTime", "ExecutionArn"]);

describe.skipIf(recordings.length === 0)("states that AWS tested", () => {
  test.each(recordings.map((recording) => [recording.name, recording] as const))(
    "%s",
    async (_name, recording) => {
      expect(normalised(await answer(recording))).toEqual(normalised(expectedAnswer(recording)));
    },
  );
});
