import { createHash } from "node:crypto";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { optionalString, requireString, textOf } from "../http/fields.ts";
import type { JsonService } from "../http/json-service.ts";
import { ServiceError } from "../http/service-error.ts";
import { arnOf, type Identity } from "../identity.ts";

const current = "AWSCURRENT";

export interface SecretsManagerOptions {
  identity: Identity;
  /** Text of each secret by its name. They live in memory only. */
  secrets: Readonly<Record<string, string>>;
  startedAtMs: number;
}

/** AWS Secrets Manager's `GetSecretValue`, by a secret's name or ARN (whole, or without its six characters). */
export function createSecretsManagerService(options: SecretsManagerOptions): JsonService {
  return {
    targetPrefix: "secretsmanager",
    contentType: "application/x-amz-json-1.1",
    errorNamespace: "",
    bodyLimitBytes: 64 * 1024,
    operations: { GetSecretValue: (input) => getSecretValue(options, input) },
    needs: (operation, input) => [
      { action: `secretsmanager:${operation}`, resource: askedArn(options, textOf(input["SecretId"])) },
    ],
  };
}

/** Access is decided by a secret's whole ARN; where there is no such secret, by the name that was asked for. */
function askedArn(options: SecretsManagerOptions, secretId: string): string {
  if (secretId.startsWith("arn:")) return secretId;
  return secretArn(options.identity, findName(options, secretId) ?? secretId);
}

function findName({ identity, secrets }: SecretsManagerOptions, secretId: string): string | undefined {
  return Object.keys(secrets).find((each) => namesOf(identity, each).includes(secretId));
}

function getSecretValue(options: SecretsManagerOptions, input: JsonObject): JsonObject {
  const secretId = requireString(input, "SecretId", 2048);
  const name = findName(options, secretId);
  if (name === undefined) throw notFound("Secrets Manager can't find the specified secret.");
  const text = options.secrets[name] ?? "";
  const versionId = versionIdOf(text);
  assertCurrent(input, versionId);
  return {
    ARN: secretArn(options.identity, name),
    Name: name,
    VersionId: versionId,
    SecretString: text,
    VersionStages: [current],
    CreatedDate: options.startedAtMs / 1000,
  };
}

function assertCurrent(input: JsonObject, versionId: string): void {
  const stage = optionalString(input, "VersionStage", 256) ?? current;
  const version = optionalString(input, "VersionId", 64) ?? versionId;
  if (stage !== current) {
    throw notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  }
  if (version !== versionId) {
    throw notFound(`Secrets Manager can't find the specified secret value for VersionId: ${version}`);
  }
}

function namesOf(identity: Identity, name: string): string[] {
  return [name, secretArn(identity, name), arnOf(identity, "secretsmanager", `secret:${name}`)];
}

/** The service puts six random characters after a name; here they follow from it. */
export function secretArn(identity: Identity, name: string): string {
  return arnOf(identity, "secretsmanager", `secret:${name}-${digest(name).slice(0, 6)}`);
}

/** Between 32 and 64 characters, another for another text. */
function versionIdOf(text: string): string {
  return digest(text).slice(0, 32);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function notFound(message: string): ServiceError {
  return new ServiceError({ code: "ResourceNotFoundException", message });
}
