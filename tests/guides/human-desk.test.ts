import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { cleanEnvironment } from "../support/clean-environment.ts";
import { HostProcess } from "../support/host-process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const guide = readFileSync(`${root}docs/guides/human-desk.md`, "utf8");
const blocks = [...guide.matchAll(/```bash\n([^]*?)```/g)].map(([, block = ""]) => block);

const host = new HostProcess();
afterAll(() => host.dispose());

test("the guide to the desk works as it is pasted", async () => {
  const { api_url: apiUrl } = await host.start();
  const script = `set -euo pipefail\n${blocks.join("\necho ---\n")}`;
  const env = { ...cleanEnvironment(), HIL_DATA_DIR: host.dataDir, API: `${apiUrl}/api/v1` };
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: root, env, timeout: 230_000 });
  const said = stdout.split("---\n");
  expect(blocks).toHaveLength(said.length);
  const after = (heading: string) => {
    const index = guide.slice(0, guide.indexOf(heading)).split("```bash").length - 1;
    return said.slice(index, index + 2).join("");
  };
  expect(after("## 3. Take it")).toContain('"status":"assigned"');
  expect(after("## 5. Give it back")).toContain('"sender":"agent"');
  expect(after("## 6. Resolve it")).toContain('"status":"resolved"');
  expect(after("## 7. How satisfied")).toMatch(/closed: 2,[^]*escalated: 2/);
  expect(after("## Everything")).toContain('"type":"satisfaction.given"');
}, 300_000);
