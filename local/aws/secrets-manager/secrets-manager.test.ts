import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test } from "vitest";
import { startTestEndpoint } from "../testing/test-endpoint.ts";

async function start(secrets: Record<string, string>): Promise<SecretsManagerClient> {
  const { url: endpoint } = await startTestEndpoint({ secrets });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SecretsManagerClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

const get = (SecretId: string, rest: { VersionStage?: string; VersionId?: string } = {}) =>
  new GetSecretValueCommand({ SecretId, ...rest });

test("answers with a secret's text by its name and by its ARN", async () => {
  const client = await start({ database: '{"url":"pglite://memory"}' });
  const byName = await client.send(get("database"));
  expect(byName).toMatchObject({
    Name: "database",
    SecretString: '{"url":"pglite://memory"}',
    VersionStages: ["AWSCURRENT"],
  });
  expect(byName.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:database-\w{6}$/);
  expect(byName.CreatedDate).toBeInstanceOf(Date);
  expect(await client.send(get(byName.ARN!))).toMatchObject({ Name: "database" });
  expect(await client.send(get(byName.ARN!.slice(0, -7)))).toMatchObject({ Name: "database" });
  const { VersionId } = byName;
  expect(await client.send(get("database", { VersionId: VersionId! }))).toMatchObject({ VersionId });
});

test.each([
  ["a secret that is not there", get("others")],
  ["a name that every object has", get("toString")],
  ["an earlier version", get("database", { VersionStage: "AWSPREVIOUS" })],
  ["a version that never was", get("database", { VersionId: "0".repeat(32) })],
])("does not find %s", async (_name, command) => {
  const client = await start({ database: "text" });
  await expect(client.send(command)).rejects.toThrow(
    expect.objectContaining({ name: "ResourceNotFoundException" }),
  );
});
