import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { compileWorkflow } from "../../statemachines/compiler/compile-workflow.ts";
import { diagnosticCodes } from "../../statemachines/language/diagnostic-codes.ts";
import {
  effectiveSource,
  goldenRegistry,
  readGoldenFile,
  showDiagnostics,
  showMachine,
  writeGoldenFile,
} from "./golden-file.ts";

/** `UPDATE_GOLDEN=1` writes what the compiler says now into the files, for review. */
const update = process.env["UPDATE_GOLDEN"] === "1";
const folder = dirname(fileURLToPath(import.meta.url));
const paths = ["", "wrong", "spec"].flatMap((inner) =>
  readdirSync(join(folder, inner))
    .filter((name) => name.endsWith(".golden"))
    .map((name) => join(folder, inner, name)),
);
const registry = parse(readFileSync(join(folder, "registry.yaml"), "utf8")) as Parameters<typeof goldenRegistry>[0];

function compileFile(path: string) {
  const file = readGoldenFile(path);
  const name = `${basename(path, ".golden")}.yaml`;
  return { file, result: compileWorkflow(effectiveSource(file), name, goldenRegistry(registry, file.options)) };
}

describe("golden files", () => {
  test.each(paths.map((path) => [path.slice(folder.length + 1), path]))("%s", (_, path) => {
    const { file, result } = compileFile(path);
    if (update) writeGoldenFile(path, file, result);
    const expected = update ? readGoldenFile(path) : file;
    const machine = result.workflow === undefined ? "" : showMachine(result.workflow.stateMachine);
    expect({ diagnostics: showDiagnostics(result.diagnostics), machine }).toEqual({
      diagnostics: expected.diagnostics,
      machine: expected.machine,
    });
  });

  test("every diagnostic code has a case", () => {
    const seen = new Set(paths.flatMap((path) => compileFile(path).result.diagnostics.map(({ code }) => code)));
    for (const source of [tooLargeFile(), tooManyNodes(), tooLongCondition()])
      for (const { code } of compileWorkflow(source, "large.yaml", goldenRegistry(registry, {})).diagnostics) seen.add(code);
    const missing = Object.keys(diagnosticCodes).filter((code) => !seen.has(code));
    expect(missing, "Add a case for each of these codes to tests/golden.").toEqual([]);
  });

  test("there are enough of them, and at least two in five are wrong", () => {
    const wrong = paths.filter((path) => readGoldenFile(path).machine === "");
    expect(paths.length).toBeGreaterThanOrEqual(40);
    expect(wrong.length / paths.length).toBeGreaterThanOrEqual(0.4);
  });
});

/** Cases that are too large for a file of their own. */
function tooLargeFile(): string {
  return `name: case\n#${" ".repeat(1024 * 1024)}`;
}

function tooManyNodes(): string {
  const nodes = Array.from({ length: 301 }, (_, index) => `  - { id: n${index}, agent: writer }`);
  return `name: case\nversion: "1"\nnodes:\n${nodes.join("\n")}\n`;
}

function tooLongCondition(): string {
  return `name: case\nversion: "1"\nnodes:\n  - { id: a, agent: writer, condition: { type: jmespath, expression: "x == '${"y".repeat(9000)}'" } }\n`;
}
