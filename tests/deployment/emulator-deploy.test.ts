import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../../infra/app.ts";
import { emulator } from "../../infra/config/emulator.ts";
import { deploymentOf, parseConfig } from "../../infra/config/read-config.ts";
import { arnsOf } from "../../infra/deployment.ts";
import { cdkArguments } from "../../infra/emulator/cdk-arguments.ts";
import { describeLeftOut } from "../../infra/emulator/describe-left-out.ts";
import { type EmulatorAssembly, writeEmulatorAssembly } from "../../infra/emulator/emulator-assembly.ts";
import { reasonToLeaveOut } from "../../infra/emulator/held-types.ts";
import { standingSecrets } from "../../infra/standing-secrets.ts";
import { topology } from "../../infra/topology.ts";
import { RecordingCloudFormation } from "../support/recording-cloudformation.ts";
import { type Ran, runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "hil-emulator-"));
const deployment = deploymentOf(emulator);
const cloud = new RecordingCloudFormation(emulator.account);
const databaseUrl = "postgres://hil:secret@172.17.0.1:5432/hil";
let assembly: EmulatorAssembly;
let ran: Ran;

/** The real stacks, with bundles that hold nothing, deployed by the real CLI. */
beforeAll(async () => {
  process.env["CDK_VALIDATION"] = "false";
  const bundlesDir = join(folder, "bundles");
  for (const name of Object.keys(topology.functions)) {
    mkdirSync(join(bundlesDir, name), { recursive: true });
    writeFileSync(
      join(bundlesDir, name, "index.mjs"),
      `export const handler = async () => ${JSON.stringify(name)};\n`,
    );
  }
  buildApp(emulator, { bundlesDir, outdir: join(folder, "source") }).synth();
  assembly = writeEmulatorAssembly(join(folder, "source"), join(folder, "plain"), deployment);
  const args = cdkArguments(deployment, databaseUrl, join(folder, "outputs.json"));
  ran = await runCommand(
    "node_modules/aws-cdk/bin/cdk",
    [...args, "--app", assembly.directory, "--no-notices"],
    {
      AWS_ENDPOINT_URL: await cloud.start(),
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: emulator.region,
      CDK_DISABLE_CLI_TELEMETRY: "true",
    },
  );
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

const resources = () => cloud.stacks.flatMap(({ template }) => Object.values(template.Resources));
const named = (type: string, property: string) =>
  resources().flatMap(({ Type, Properties }) => (Type === type ? [Properties?.[property]] : []));

describe("npm run deploy -- emulator", () => {
  test("creates the stacks one after the other, with the CDK's own CLI and nothing bootstrapped", () => {
    // Where CI is set, the CLI reports on standard output.
    expect(ran.stdout + ran.stderr).toContain("hil-emulator-api");
    expect(ran.exitCode).toBe(0);
    const parts = ["bundles", "data", "events", "functions", "workflows", "api"];
    expect(cloud.stacks.map(({ name }) => name)).toEqual(parts.map((part) => `hil-emulator-${part}`));
  });

  test("asks for nothing that an emulator is not expected to hold", () => {
    expect(resources().length).toBeGreaterThan(80);
    for (const { Type } of resources()) expect.soft(reasonToLeaveOut(Type), Type).toBeNull();
  });

  test("brings every function, queue, table, bus and state machine of the topology", () => {
    const names = (things: object) => Object.keys(things).map((name) => `hil-emulator-${name}`);
    expect(new Set(named("AWS::Lambda::Function", "FunctionName"))).toEqual(
      new Set(names(topology.functions)),
    );
    expect(named("AWS::SQS::Queue", "QueueName")).toEqual(expect.arrayContaining(names(topology.queues)));
    expect(named("AWS::DynamoDB::Table", "TableName")).toEqual(names(topology.tables));
    expect(named("AWS::Events::EventBus", "Name")).toEqual(names(topology.buses));
    expect(named("AWS::StepFunctions::StateMachine", "StateMachineName")).toEqual(
      names(topology.stateMachines),
    );
    expect(new Set(named("AWS::SecretsManager::Secret", "Name"))).toEqual(
      new Set(names(standingSecrets(topology, deployment))),
    );
  });

  test("uploads every bundle that a function names", () => {
    const code = named("AWS::Lambda::Function", "Code") as { S3Bucket: string; S3Key: string }[];
    expect(code.length).toBe(Object.keys(topology.functions).length);
    for (const { S3Bucket, S3Key } of code) {
      expect(arnsOf(deployment).bucket("bundles")).toBe(`arn:aws:s3:::${S3Bucket}`);
      const zip = cloud.objects.get(`/${S3Bucket}/${S3Key}`);
      expect(zip?.subarray(0, 2).toString()).toBe("PK");
    }
  });

  test("gives the database's address to one stack, as a parameter", () => {
    const given = cloud.stacks.filter(({ parameters }) => Object.keys(parameters).length > 0);
    expect(given.map(({ name, parameters }) => [name, parameters])).toEqual([
      ["hil-emulator-data", { DatabaseUrl: databaseUrl }],
    ]);
    expect(JSON.stringify(cloud.stacks.map(({ template }) => template))).not.toContain("secret@");
  });

  test("says what was left out and why", () => {
    const text = describeLeftOut(assembly.partsLeftOut, assembly.leftOut);
    expect(text).toMatch(/stack network: functions in an emulator/);
    expect(text).toMatch(/\d+ x AWS::RDS::DBCluster: the database is one of yours/);
    expect(text).toMatch(/\d+ x AWS::Lambda::Function, its VpcConfig: /);
  });

  test("ships a configuration that is right", () => {
    expect(parseConfig(emulator, "infra/config/emulator.ts")).toEqual(emulator);
  });

  test("refuses to begin without an emulator", async () => {
    const { exitCode, stderr } = await runCommand("infra/commands/deploy.ts", ["emulator"]);
    expect(stderr).toContain("AWS_ENDPOINT_URL is the emulator's address");
    expect(exitCode).not.toBe(0);
  });
});
