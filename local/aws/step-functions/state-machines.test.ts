import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { chain, ROLE } from "../testing/definitions.ts";
import { createMachine, ended, start } from "../testing/machines.ts";
import { startTestEndpoint } from "../testing/test-endpoint.ts";

const ONE = chain({ Only: { Type: "Pass", Output: 1 } });
const TWO = chain({ Only: { Type: "Pass", Output: 2 } });
const ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

describe("state machines", () => {
  test("are created once, and again by the same request", async () => {
    const { sfn } = await startTestEndpoint();
    const create = (definition: string) =>
      sfn.send(new CreateStateMachineCommand({ name: "m", definition, roleArn: ROLE }));
    const first = await create(ONE);
    expect(first.stateMachineArn).toBe(ARN);
    expect(first.creationDate).toBeInstanceOf(Date);
    expect((await create(ONE)).creationDate).toEqual(first.creationDate);
    await expect(create(TWO)).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${ARN}'`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("are described as AWS describes them", async () => {
    const { sfn } = await startTestEndpoint();
    await createMachine(sfn, "m", ONE);
    expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))).toMatchObject({
      stateMachineArn: ARN,
      name: "m",
      status: "ACTIVE",
      type: "STANDARD",
      definition: ONE,
      roleArn: ROLE,
      creationDate: expect.any(Date),
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
  });

  test("are updated, while executions keep the definition they began with", async () => {
    const { sfn } = await startTestEndpoint();
    await createMachine(sfn, "m", chain({ Pause: { Type: "Wait", Seconds: 3600 } }));
    const before = await start(sfn, ARN);
    const update = await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition: ONE }));
    expect(update).toMatchObject({ updateDate: expect.any(Date), revisionId: expect.any(String) });
    expect((await ended(sfn, await start(sfn, ARN))).output).toBe("1");
    const described = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: before }));
    expect(described.definition).toContain("Pause");
    expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))).toMatchObject({
      definition: ONE,
      revisionId: update.revisionId,
      roleArn: ROLE,
    });
    await expect(sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN }))).rejects.toMatchObject({
      name: "MissingRequiredParameter",
    });
  });

  test("are listed by name, page by page", async () => {
    const { sfn } = await startTestEndpoint();
    const names = ["b", "d", "a", "c", "e"];
    for (const name of names) await createMachine(sfn, name, ONE);
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
      pages.push(page.stateMachines!.map(({ name }) => name!));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    await expect(sfn.send(new ListStateMachinesCommand({ maxResults: 1001 }))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    });
  });

  test("are deleted with their running executions", async () => {
    const { sfn } = await startTestEndpoint();
    await createMachine(sfn, "m", chain({ Pause: { Type: "Wait", Seconds: 3600 } }));
    const executionArn = await start(sfn, ARN);
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: ARN }));
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("ABORTED");
    await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
      message: `State Machine Does Not Exist: '${ARN}'`,
    });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: ARN }));
    await createMachine(sfn, "m", ONE);
    expect((await ended(sfn, await start(sfn, ARN))).output).toBe("1");
  });

  test("carry tags", async () => {
    const { sfn } = await startTestEndpoint();
    await createMachine(sfn, "m", ONE);
    const tags = [
      { key: "team", value: "support" },
      { key: "stage", value: "dev" },
    ];
    await sfn.send(new TagResourceCommand({ resourceArn: ARN, tags }));
    await sfn.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ["stage"] }));
    expect((await sfn.send(new ListTagsForResourceCommand({ resourceArn: ARN }))).tags).toEqual(
      tags.slice(0, 1),
    );
    await expect(sfn.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}x` }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
  });

  test.each([
    ["a name with a space", { name: "a b" }, "InvalidName"],
    ["a name that is too long", { name: "x".repeat(81) }, "InvalidName"],
    ["a definition that is not JSON", { definition: "{" }, "InvalidDefinition"],
    ["a definition without states", { definition: "{}" }, "InvalidDefinition"],
    ["a type that is not offered", { type: "EXPRESS" as const }, "StateMachineTypeNotSupported"],
  ])("are refused with %s", async (_name, change, error) => {
    const { sfn } = await startTestEndpoint();
    const command = new CreateStateMachineCommand({ name: "m", definition: ONE, roleArn: ROLE, ...change });
    await expect(sfn.send(command)).rejects.toMatchObject({
      name: error,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("are refused with an ARN of something else", async () => {
    const { sfn } = await startTestEndpoint();
    const describeArn = (stateMachineArn: string) =>
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    await expect(describeArn("nonsense")).rejects.toMatchObject({
      name: "InvalidArn",
      message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
    });
    await expect(describeArn("arn:aws:sqs:us-east-1:000000000000:q")).rejects.toMatchObject({
      name: "InvalidArn",
    });
  });

  test("are validated without being created", async () => {
    const { sfn } = await startTestEndpoint();
    const validate = (definition: string) =>
      sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(await validate(ONE)).toMatchObject({ result: "OK", diagnostics: [], truncated: false });
    expect(await validate("{")).toMatchObject({
      result: "FAIL",
      diagnostics: [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION" }],
    });
    expect(await validate('{"StartAt":"Nowhere"}')).toMatchObject({
      result: "FAIL",
      diagnostics: [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED" }],
    });
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
  });
});
