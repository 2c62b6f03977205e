import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  PublishStateMachineVersionCommand,
  type SFNClient,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { chain, ROLE } from "../testing/definitions.ts";
import { createMachine, ended, start } from "../testing/machines.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint } from "../testing/test-endpoint.ts";

const definition = (output: number) => chain({ Only: { Type: "Pass", Output: output } });
const ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
const LIVE = `${ARN}:live`;

/** A machine with versions 1 and 2, and definition 3 that nobody has published. */
async function threeDefinitions(sfn: SFNClient): Promise<void> {
  const create = { name: "m", definition: definition(1), roleArn: ROLE, publish: true };
  const created = await sfn.send(new CreateStateMachineCommand(create));
  expect(created.stateMachineVersionArn).toBe(`${ARN}:1`);
  const update = { stateMachineArn: ARN, definition: definition(2), publish: true };
  const updated = await sfn.send(new UpdateStateMachineCommand(update));
  expect(updated.stateMachineVersionArn).toBe(`${ARN}:2`);
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition: definition(3) }));
}

const routes = (weights: Record<string, number>) =>
  Object.entries(weights).map(([number, weight]) => ({ stateMachineVersionArn: `${ARN}:${number}`, weight }));
const createLive = (sfn: SFNClient, weights: Record<string, number>) =>
  sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: routes(weights) }));
const moveLive = (sfn: SFNClient, weights: Record<string, number>) =>
  sfn.send(
    new UpdateStateMachineAliasCommand({ stateMachineAliasArn: LIVE, routingConfiguration: routes(weights) }),
  );
const outputOf = async (sfn: SFNClient, arn: string) =>
  JSON.parse((await ended(sfn, await start(sfn, arn))).output!) as unknown;

describe("published versions", () => {
  test("run what was published, whatever the machine has become", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    expect(await outputOf(sfn, `${ARN}:1`)).toBe(1);
    expect(await outputOf(sfn, `${ARN}:2`)).toBe(2);
    expect(await outputOf(sfn, ARN)).toBe(3);
  });

  test("keep their number when the same definition is published again", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    const publish = () => sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: ARN }));
    const first = await publish();
    expect(first.stateMachineVersionArn).toBe(`${ARN}:3`);
    expect(await publish()).toMatchObject({
      stateMachineVersionArn: `${ARN}:3`,
      creationDate: first.creationDate,
    });
  });

  test("leave the execution's ARN as it is without a version", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    const executionArn = await start(sfn, `${ARN}:1`, {}, "named");
    expect(executionArn).toBe("arn:aws:states:us-east-1:000000000000:execution:m:named");
  });
});

describe("an alias", () => {
  test("leads where it is moved", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    expect((await createLive(sfn, { 1: 100 })).stateMachineAliasArn).toBe(LIVE);
    expect(await outputOf(sfn, LIVE)).toBe(1);
    await moveLive(sfn, { 2: 100 });
    expect(await outputOf(sfn, LIVE)).toBe(2);
  });

  test.each([
    [0, 1],
    [0.09, 1],
    [0.1, 2],
    [0.99, 2],
  ])("splits starts by its weights: at %f it takes version %d", async (point, version) => {
    const { sfn } = await startTestEndpoint({ random: () => point });
    await threeDefinitions(sfn);
    await createLive(sfn, { 1: 10, 2: 90 });
    expect(await outputOf(sfn, LIVE)).toBe(version);
  });

  test("survives a restart, with its versions", async () => {
    const dataDir = temporaryDirectory();
    const before = await startTestEndpoint({ dataDir });
    await threeDefinitions(before.sfn);
    await createLive(before.sfn, { 1: 100 });
    await before.close();
    const { sfn } = await startTestEndpoint({ dataDir });
    expect(await outputOf(sfn, LIVE)).toBe(1);
  });

  test("is created by the same request again, and by no other", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    const first = await createLive(sfn, { 1: 100 });
    expect((await createLive(sfn, { 1: 100 })).creationDate).toEqual(first.creationDate);
    await expect(createLive(sfn, { 2: 100 })).rejects.toMatchObject({ name: "ConflictException" });
  });

  test("goes with its machine", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    await createLive(sfn, { 1: 100 });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: ARN }));
    await createMachine(sfn, "m", definition(4));
    for (const arn of [LIVE, `${ARN}:1`])
      await expect(start(sfn, arn)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  test.each([
    ["a version that is not there", { 7: 100 }, "ResourceNotFound"],
    ["weights that make no hundred", { 1: 50, 2: 49 }, "ValidationException"],
    ["three versions", { 1: 50, 2: 25, 3: 25 }, "ValidationException"],
    ["none", {}, "ValidationException"],
  ])("leads nowhere else: %s", async (_, weights, name) => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    await expect(createLive(sfn, weights)).rejects.toMatchObject({ name });
  });

  test("is not mistaken for a version, and has to be there", async () => {
    const { sfn } = await startTestEndpoint();
    await threeDefinitions(sfn);
    const numbered = { name: "12", routingConfiguration: routes({ 1: 100 }) };
    await expect(sfn.send(new CreateStateMachineAliasCommand(numbered))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(moveLive(sfn, { 1: 100 })).rejects.toMatchObject({ name: "ResourceNotFound" });
    const unknown = new StartExecutionCommand({ stateMachineArn: LIVE });
    await expect(sfn.send(unknown)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });
});
