import type { Json, JsonObject } from "../../shared/contracts/json.ts";
import { reasonToLeaveOut } from "./held-types.ts";
import { referencesIn, type Resource, type Template } from "./template.ts";

export interface LeftOut {
  id: string;
  type: string;
  /** A part of the resource; absent: all of it. */
  part?: string;
  reason: string;
}

export interface EmulatorTemplate {
  template: Template;
  leftOut: LeftOut[];
}

export interface EmulatorOptions {
  /** Where bundles are uploaded to. */
  bundlesBucket: string;
  /** Name of the secret that says how to reach PostgreSQL; its value becomes the parameter `DatabaseUrl`. */
  databaseSecret: string;
}

/** The parameter that holds the user's database URL. */
export const databaseParameter = "DatabaseUrl";

/**
 * What an emulator can hold of a synthesised template, as plain CloudFormation, and what was left out and why. Pure.
 * @throws Error when what is kept cannot do without something that is left out
 */
export function emulatorTemplate(template: Template, options: EmulatorOptions): EmulatorTemplate {
  const leftOut: LeftOut[] = [];
  const resources = Object.entries(template.Resources).filter(([id, resource]) => {
    const reason = reasonFor(resource);
    if (reason !== null) leftOut.push({ id, type: resource.Type, reason });
    return reason === null;
  });
  const known = new Set([...resources.map(([id]) => id), databaseParameter]);
  const adapted = resources.map(([id, resource]): [string, Resource] => {
    const note = (part: string, reason: string) => leftOut.push({ id, type: resource.Type, part, reason });
    return [id, adapt(id, resource, known, options, note)];
  });
  const Resources = Object.fromEntries(adapted);
  const usesDatabase = referencesIn(Resources as unknown as JsonObject).includes(databaseParameter);
  return {
    template: {
      ...(template.Description === undefined ? {} : { Description: template.Description }),
      ...(usesDatabase ? { Parameters: { [databaseParameter]: { Type: "String", NoEcho: true } } } : {}),
      Resources,
      ...outputsOf(template, known),
    },
    leftOut,
  };
}

/** Everything of ours has a name; what has none serves the CDK's own custom resources. */
function reasonFor({ Type, Properties = {} }: Resource): string | null {
  const named = { "AWS::Lambda::Function": "FunctionName", "AWS::IAM::Role": "RoleName" }[Type];
  if (named !== undefined && Properties[named] === undefined) return reasonToLeaveOut("Custom::");
  return reasonToLeaveOut(Type);
}

type Note = (part: string, reason: string) => void;

function adapt(id: string, resource: Resource, known: Known, options: EmulatorOptions, note: Note): Resource {
  const { UpdatePolicy, DependsOn, ...rest } = resource;
  if (UpdatePolicy !== undefined) note("UpdatePolicy", "aliases move at once");
  const dependencies = [DependsOn ?? []].flat().filter((each) => known.has(each));
  const properties = replaceProperties(dropProperties(resource, note), resource.Type, options);
  const pruned = dropStatements(properties, known, note);
  const dangling = referencesIn(pruned).filter((each) => !known.has(each));
  if (dangling.length > 0)
    throw new Error(`${id} (${resource.Type}) cannot do without ${[...new Set(dangling)].join(", ")}.`);
  return {
    ...rest,
    ...(resource.Properties === undefined ? {} : { Properties: pruned }),
    ...(dependencies.length === 0 ? {} : { DependsOn: dependencies }),
  };
}

type Known = ReadonlySet<string>;

/** Properties that emulators cannot do anything with, and why. */
const dropped: Record<string, Record<string, string>> = {
  "AWS::Lambda::Function": {
    VpcConfig: "functions in an emulator reach what they need without a network of their own",
    Architectures: "functions run on the emulator's own processor",
  },
  "AWS::SecretsManager::Secret": { KmsKeyId: "emulators encrypt nothing at rest" },
  "AWS::ApiGateway::RestApi": {
    EndpointAccessMode: "emulators serve plain HTTP",
    SecurityPolicy: "emulators serve plain HTTP",
  },
};

function dropProperties({ Type, Properties = {} }: Resource, note: Note): JsonObject {
  const kept = Object.entries(Properties).filter(([name]) => {
    const reason = dropped[Type]?.[name];
    if (reason !== undefined) note(name, reason);
    return reason === undefined;
  });
  return Object.fromEntries(kept);
}

function replaceProperties(properties: JsonObject, type: string, options: EmulatorOptions): JsonObject {
  if (type === "AWS::Lambda::Function")
    return {
      ...properties,
      Code: { ...(properties["Code"] as JsonObject), S3Bucket: options.bundlesBucket },
    };
  if (type === "AWS::SecretsManager::Secret" && properties["Name"] === options.databaseSecret) {
    const { GenerateSecretString: _generated, ...rest } = properties;
    return { ...rest, SecretString: { "Fn::Sub": `{"url":"\${${databaseParameter}}"}` } };
  }
  if (type === "AWS::StepFunctions::StateMachineAlias") {
    const { DeploymentPreference, ...rest } = properties;
    const version = (DeploymentPreference as JsonObject)["StateMachineVersionArn"] ?? null;
    return { ...rest, RoutingConfiguration: [{ StateMachineVersionArn: version, Weight: 100 }] };
  }
  return properties;
}

/** Policies lose the statements that speak of something left out; whom they were for is not there either. */
function dropStatements(properties: JsonObject, known: Known, note: Note): JsonObject {
  const { PolicyDocument: document } = properties;
  if (document === undefined) return properties;
  const { Statement, ...rest } = document as { Statement: Json[] };
  const kept = Statement.filter((statement) => referencesIn(statement).every((each) => known.has(each)));
  if (kept.length < Statement.length) note("PolicyDocument", "statements for what is left out");
  return { ...properties, PolicyDocument: { ...rest, Statement: kept } };
}

function outputsOf({ Outputs = {} }: Template, known: Known): Pick<Template, "Outputs"> {
  const kept = Object.entries(Outputs)
    .filter(
      ([, { Value, Export }]) => Export === undefined && referencesIn(Value).every((each) => known.has(each)),
    )
    .map(([id, output]): [string, typeof output] => [id, output]);
  return kept.length === 0 ? {} : { Outputs: Object.fromEntries(kept) };
}
