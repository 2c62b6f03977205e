import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cloud_assembly_schema as schema, cx_api } from "aws-cdk-lib";
import { bucketName, type Deployment, secretName } from "../deployment.ts";
import { emulatorTemplate, type LeftOut } from "./emulator-template.ts";
import { partsLeftOut } from "./held-types.ts";
import type { Template } from "./template.ts";

export interface EmulatorAssembly {
  directory: string;
  /** In the order of deployment. */
  stacks: string[];
  partsLeftOut: string[];
  leftOut: LeftOut[];
}

/**
 * Writes an assembly for an emulator beside a synthesised one: plain CloudFormation, without the CDK's bootstrap stack,
 * its roles or its version check. A first stack makes the bucket that bundles and templates are uploaded to.
 */
export function writeEmulatorAssembly(
  source: string,
  target: string,
  deployment: Deployment,
): EmulatorAssembly {
  rmSync(target, { recursive: true, force: true });
  const builder = new cx_api.CloudAssemblyBuilder(target);
  const bundlesBucket = bucketName(deployment, "bundles");
  const written: EmulatorAssembly = { directory: target, stacks: [], partsLeftOut: [], leftOut: [] };
  const add = (name: string, template: Template, files: Files | null) => {
    addStack(builder, {
      name,
      template,
      files,
      after: written.stacks.at(-1) ?? null,
      deployment,
      bundlesBucket,
    });
    written.stacks.push(name);
  };
  add(`${deployment.namePrefix}bundles`, bucketTemplate(bundlesBucket), null);
  const options = { bundlesBucket, databaseSecret: secretName(deployment, "database") };
  for (const stack of new cx_api.CloudAssembly(source).stacks) {
    const part = stack.stackName.slice(deployment.namePrefix.length);
    if (part in partsLeftOut) {
      written.partsLeftOut.push(part);
      continue;
    }
    const { template, leftOut } = emulatorTemplate(stack.template as Template, options);
    written.leftOut.push(...leftOut);
    add(stack.stackName, template, bundlesOf(source, stack.stackName, template));
  }
  builder.buildAssembly();
  return written;
}

/** Files to upload: key in the bucket -> absolute path of a file, or of a folder that is zipped. */
type Files = Map<string, string>;

function bundlesOf(source: string, stackName: string, template: Template): Files {
  const manifest = JSON.parse(
    readFileSync(join(source, `${stackName}.assets.json`), "utf8"),
  ) as schema.AssetManifest;
  const keys = Object.values(template.Resources).map(
    ({ Properties }) => (Properties?.["Code"] as { S3Key?: string } | undefined)?.S3Key,
  );
  const used = new Set(keys);
  const files = Object.values(manifest.files ?? {}).flatMap(({ source: from, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [
      objectKey,
      resolve(source, from.path ?? ""),
    ]),
  );
  return new Map(files.filter(([key]) => used.has(key)));
}

function bucketTemplate(BucketName: string): Template {
  return { Resources: { bundles: { Type: "AWS::S3::Bucket", Properties: { BucketName } } } };
}

interface StackToWrite {
  name: string;
  template: Template;
  /** Null: before there is a bucket. */
  files: Files | null;
  after: string | null;
  deployment: Deployment;
  bundlesBucket: string;
}

function addStack(builder: cx_api.CloudAssemblyBuilder, stack: StackToWrite): void {
  const { name, template, files, after, deployment, bundlesBucket } = stack;
  const text = JSON.stringify(template);
  const templateFile = `${name}.template.json`;
  writeFileSync(join(builder.outdir, templateFile), text);
  const key = `${createHash("sha256").update(text).digest("hex")}.json`;
  if (files !== null) {
    const all = new Map([...files, [key, resolve(builder.outdir, templateFile)]]);
    addFiles(builder, `${name}.assets`, all, bundlesBucket);
  }
  const assets = files === null ? [] : [`${name}.assets`];
  builder.addArtifact(name, {
    type: schema.ArtifactType.AWS_CLOUDFORMATION_STACK,
    environment: `aws://${deployment.accountId}/${deployment.region}`,
    dependencies: [...(after === null ? [] : [after]), ...assets],
    properties: {
      templateFile,
      validateOnSynth: false,
      ...(files === null ? {} : { stackTemplateAssetObjectUrl: `s3://${bundlesBucket}/${key}` }),
    },
  });
}

function addFiles(builder: cx_api.CloudAssemblyBuilder, id: string, files: Files, bucket: string): void {
  const entries = [...files].map(([objectKey, path]): [string, schema.FileAsset] => {
    const packaging = objectKey.endsWith(".zip")
      ? schema.FileAssetPackaging.ZIP_DIRECTORY
      : schema.FileAssetPackaging.FILE;
    const destinations = { emulator: { bucketName: bucket, objectKey } };
    return [objectKey.replace(/\.\w+$/, ""), { source: { path, packaging }, destinations }];
  });
  const manifest: schema.AssetManifest = {
    version: schema.Manifest.version(),
    files: Object.fromEntries(entries),
  };
  writeFileSync(join(builder.outdir, `${id}.json`), JSON.stringify(manifest, null, 2));
  builder.addArtifact(id, { type: schema.ArtifactType.ASSET_MANIFEST, properties: { file: `${id}.json` } });
}
