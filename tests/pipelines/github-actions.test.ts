import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  steps: Step[];
  permissions?: Record<string, string>;
  environment?: string;
  needs?: string;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  "timeout-minutes"?: number;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  jobs: Record<string, Job>;
}

const workflows = new Map(
  readdirSync(join(root, ".github/workflows")).map((name) => [
    name,
    read(`.github/workflows/${name}`) as Workflow,
  ]),
);
const actions = readdirSync(join(root, ".github/actions")).map(
  (name) => read(`.github/actions/${name}/action.yml`) as { runs: { steps: Step[] } },
);
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}: ${name}`, job })),
);
const steps = [...jobs.flatMap(({ job }) => job.steps), ...actions.flatMap(({ runs }) => runs.steps)];

function read(path: string): unknown {
  return parse(readFileSync(join(root, path), "utf8"));
}

test("there are workflows and actions to look at", () => {
  expect([...workflows.keys()].toSorted()).toEqual(["check.yml", "deploy.yml"]);
  expect(steps.length).toBeGreaterThan(15);
});

describe("every action", () => {
  test("of others is pinned to a full commit, with its version beside it", () => {
    const files = [...workflows.keys()].map((name) => `.github/workflows/${name}`);
    const own = readdirSync(join(root, ".github/actions")).map(
      (name) => `.github/actions/${name}/action.yml`,
    );
    const uses = [...files, ...own].flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .filter((line) => /^\s*(- )?uses:/.test(line) && !line.includes("uses: ./")),
    );
    expect(uses.length).toBeGreaterThanOrEqual(6);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("is pinned to the same commit everywhere", () => {
    const commits = new Map<string, Set<string>>();
    for (const { uses } of steps) {
      const [name = "", commit] = (uses ?? "").split("@");
      if (commit !== undefined) commits.set(name, (commits.get(name) ?? new Set()).add(commit));
    }
    for (const [name, found] of commits) expect.soft([...found], name).toHaveLength(1);
  });

  test("of our own is there", () => {
    for (const { uses } of steps.filter((step) => step.uses?.startsWith("./")))
      expect(() => readFileSync(join(root, uses ?? "", "action.yml"))).not.toThrow();
  });

  test("leaves no credentials in the checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(2);
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });
});

describe("permissions", () => {
  test("are none by default and few by job", () => {
    for (const { permissions } of workflows.values()) expect(permissions).toEqual({});
    const allowed = ["contents: read", "id-token: write", "pull-requests: write"];
    for (const { name, job } of jobs) {
      expect.soft(job.permissions, name).toBeDefined();
      for (const [scope, level] of Object.entries(job.permissions ?? {}))
        expect.soft(allowed, name).toContain(`${scope}: ${level}`);
    }
  });

  test("let no job that runs a pull request's code write comments", () => {
    for (const { name, job } of jobs.filter((each) => each.job.permissions?.["pull-requests"] === "write")) {
      expect.soft(job.permissions, name).toEqual({ "pull-requests": "write" });
      expect
        .soft(
          job.steps.every(({ run, uses }) => run === undefined && !uses?.startsWith("./")),
          name,
        )
        .toBe(true);
    }
  });

  test("never come with what a fork may start with secrets", () => {
    for (const { on } of workflows.values()) {
      expect(on).not.toHaveProperty("pull_request_target");
      expect(on).not.toHaveProperty("workflow_run");
    }
  });
});

test("commands are those of package.json", () => {
  const { scripts } = read("package.json") as { scripts: Record<string, string> };
  const commands = steps.flatMap(({ run }) => [...(run ?? "").matchAll(/npm (?:run (?:--silent )?)?(\S+)/g)]);
  const names = commands.map(([, name = ""]) => name).filter((name) => name !== "ci");
  expect(new Set(names)).toEqual(
    new Set(["check", "test", "test:deployment", "synth", "diff", "deploy", "smoke"]),
  );
  for (const name of names) expect(scripts).toHaveProperty(name);
});

test("no text from outside is put into a script", () => {
  for (const { run, with: inputs } of steps) {
    expect(run ?? "").not.toContain("${{");
    expect(String(inputs?.["script"] ?? "")).not.toContain("${{");
  }
});

test("every job ends by itself", () => {
  for (const { name, job } of jobs) expect.soft(job["timeout-minutes"], name).toBeLessThanOrEqual(120);
});

test("dev is deployed before staging, and staging before prod, one at a time each", () => {
  const { check, dev, staging, prod } = workflows.get("deploy.yml")?.jobs ?? {};
  expect(check).toBeDefined();
  for (const [environment, job, needs] of [
    ["dev", dev, "check"],
    ["staging", staging, "dev"],
    ["prod", prod, "staging"],
  ] as const) {
    const concurrency = { group: `deploy-${environment}`, "cancel-in-progress": false };
    expect(job).toMatchObject({ environment, needs, concurrency });
    expect(job?.steps.at(-1)?.uses).toBe("./.github/actions/deploy");
  }
});
