import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  SFNClient,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { placeholderAddress } from "../infra/access.ts";
import { arnsOf, liveAlias } from "../infra/deployment.ts";
import { topology } from "../infra/topology.ts";
import { substitutePlaceholders } from "../shared/adapters/step-functions/substitute-placeholders.ts";
import type { JsonObject } from "../shared/contracts/json.ts";
import { localDeployment, stateMachineRole } from "./role-policies.ts";

const projectRoot = fileURLToPath(new URL("../", import.meta.url));
const arns = arnsOf(localDeployment);
/** Without a host before them, queues' URLs stay the same, and so do the machines, wherever the endpoint listens. */
const addressOf = (name: string) => placeholderAddress(name, localDeployment);

/**
 * Creates the state machines that belong to the program itself, each at its live alias, as a deployment does; one whose
 * definition has changed gets a new version. Workflows are published instead.
 */
export async function deployMachines(): Promise<void> {
  const client = new SFNClient({});
  for (const [name, spec] of Object.entries(topology.stateMachines)) {
    if (spec.fixed !== true) continue;
    const version = await deploy(client, name, definitionOf(spec.definition));
    await lead(client, name, version);
  }
}

function definitionOf(path: string): string {
  const machine = JSON.parse(readFileSync(`${projectRoot}${path}`, "utf8")) as JsonObject;
  return JSON.stringify(substitutePlaceholders(machine, addressOf, ""));
}

/** @returns the ARN of the version */
async function deploy(client: SFNClient, name: string, definition: string): Promise<string> {
  const machine = { definition, roleArn: arns.role(stateMachineRole), publish: true };
  const create = new CreateStateMachineCommand({ name, type: "STANDARD", ...machine });
  const update = new UpdateStateMachineCommand({ stateMachineArn: arns.stateMachine(name), ...machine });
  const { stateMachineVersionArn } = await client
    .send(create)
    .catch(whenNamed("StateMachineAlreadyExists", () => client.send(update)));
  return stateMachineVersionArn!;
}

async function lead(client: SFNClient, name: string, stateMachineVersionArn: string): Promise<void> {
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  const create = new CreateStateMachineAliasCommand({ name: liveAlias, routingConfiguration });
  const stateMachineAliasArn = arns.liveStateMachine(name);
  const update = new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration });
  await client.send(create).catch(whenNamed("ConflictException", () => client.send(update)));
}

function whenNamed<T>(name: string, otherwise: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (error instanceof Error && error.name === name) return otherwise();
    throw error;
  };
}
