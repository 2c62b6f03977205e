import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../../infra/app.ts";
import { readConfig } from "../../infra/config/read-config.ts";
import { deadLetterQueues } from "../../infra/dead-letters.ts";
import { topology } from "../../infra/topology.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const guides = ["docs", "docs/guides"].flatMap((folder) =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(".md") ? [`${folder}/${name}`] : [])),
);
const operations = read("docs/operations.md");

describe("operations.md", () => {
  const folder = mkdtempSync(join(tmpdir(), "hil-guides-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const alarms = new Set<string>();

  beforeAll(() => {
    process.env["CDK_VALIDATION"] = "false";
    for (const name of Object.keys(topology.functions)) {
      mkdirSync(join(folder, "bundles", name), { recursive: true });
      writeFileSync(join(folder, "bundles", name, "index.mjs"), "export const handler = async () => ({});\n");
    }
    for (const environment of ["dev", "prod"])
      for (const name of alarmsOf(environment, folder)) alarms.add(name);
  });

  test("says what each alarm of the stacks means, and of no other", () => {
    const classes = [...operations.matchAll(/^\| `([\w<> -]+)` \| /gm)].map(([, name = ""]) => name);
    const names = alarmClasses(
      classes.slice(
        0,
        classes.findIndex((name) => name.endsWith("-dlq")),
      ),
    );
    expect(alarms.size).toBeGreaterThan(20);
    for (const alarm of alarms)
      expect
        .soft(
          [...names].filter((each) => each.test(alarm)),
          alarm,
        )
        .toHaveLength(1);
    for (const each of names)
      expect
        .soft(
          [...alarms].some((alarm) => each.test(alarm)),
          String(each),
        )
        .toBe(true);
  });
});

function alarmsOf(environment: string, folder: string): string[] {
  const options = { bundlesDir: join(folder, "bundles"), outdir: join(folder, environment) };
  const { stacks } = buildApp(readConfig(environment), options).synth();
  const resources = stacks.flatMap(({ template }) =>
    Object.values(
      (template as { Resources: Record<string, { Type: string; Properties?: object }> }).Resources,
    ),
  );
  return resources.flatMap(({ Type, Properties }) => {
    if (Type !== "AWS::CloudWatch::Alarm") return [];
    return [(Properties as { AlarmName: string }).AlarmName.replace(`hil-${environment}-`, "")];
  });
}

/** `<function>-errors` stands for every function, and so on. */
function alarmClasses(names: readonly string[]): RegExp[] {
  const sets: Record<string, string[]> = {
    "<function>": Object.keys(topology.functions),
    "<state machine>": Object.keys(topology.stateMachines),
    "<queue>": deadLetterQueues(topology).map((name) => name.replace(/-dlq$/, "")),
  };
  return names.map((name) => {
    const pattern = name.replace(/<[\w ]+>/, (set) => `(${(sets[set] ?? []).join("|")})`);
    return new RegExp(`^${pattern}$`);
  });
}

describe.each(guides)("%s", (guide) => {
  const text = read(guide);

  test("names only commands that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const [, command = ""] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(scripts).toHaveProperty([command]);
  });

  test("links to files and headings that there are", () => {
    for (const [, path = "", heading] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const target = path === "" ? guide : join(dirname(guide), path);
      expect.soft(existsSync(join(root, target)), `${guide} -> ${target}`).toBe(true);
      if (heading !== undefined) expect.soft(headingsOf(read(target)), target).toContain(heading);
    }
  });
});

/** As GitHub makes anchors of them. */
function headingsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test("the architecture's picture names only functions, queues and tables that there are", () => {
  const [, picture = ""] = /```mermaid\n([\s\S]*?)```/.exec(read("docs/architecture.md")) ?? [];
  const { functions, queues, tables } = topology;
  const known = new Set([functions, queues, tables].flatMap((things) => Object.keys(things)));
  const named = [...picture.matchAll(/\b(?:[a-z]+-)+[a-z]+\b/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(12);
  for (const name of named.filter((each) => each !== "dead-letter")) expect.soft([...known]).toContain(name);
});
