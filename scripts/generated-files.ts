import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../functions/api/app.ts";
import { services } from "../functions/api/services.ts";
import { workflowCompiler } from "../shared/services/workflow-compiler.ts";
import { workflowJsonSchema } from "../statemachines/language/json-schema.ts";

const workflows = "statemachines/workflows";

/** Files that are made from others and committed so that people and tools can read them. Path -> content. */
export async function generatedFiles(root: string): Promise<Map<string, string>> {
  return new Map([
    ["statemachines/language/workflow.schema.json", json(workflowJsonSchema())],
    ["docs/openapi.json", await openApiDocument()],
    ...readdirSync(join(root, workflows))
      .filter((name) => name.endsWith(".yaml"))
      .map((name): [string, string] => compiled(root, name)),
  ]);
}

/** The generated files whose content on disk is not what they are made from now. */
export async function staleFiles(root: string): Promise<string[]> {
  const files = await generatedFiles(root);
  return [...files].filter(([path, content]) => read(join(root, path)) !== content).map(([path]) => path);
}

export async function writeGeneratedFiles(root: string): Promise<void> {
  for (const [path, content] of await generatedFiles(root)) writeFileSync(join(root, path), content);
}

/** As the API serves it; no database is opened for that. */
async function openApiDocument(): Promise<string> {
  const response = await createApp(services()).request("/api/v1/openapi.json");
  return json(await response.json());
}

function compiled(root: string, name: string): [string, string] {
  const path = join(workflows, name);
  const { workflow, diagnostics } = workflowCompiler().compile(readFileSync(join(root, path), "utf8"), path);
  if (!workflow)
    throw new Error(diagnostics.map((each) => `${each.file}:${each.line} ${each.message}`).join("\n"));
  return [path.replace(/\.yaml$/, ".asl.json"), json(workflow.stateMachine)];
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
