import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bundleFunctions } from "../../infra/bundle/bundle-functions.ts";
import { callFreshFunction } from "../support/call-fresh-function.ts";

test("a bundle brings the client for tenants' addresses, and an error comes out of it under its own name", async () => {
  const outDir = mkdtempSync(join(tmpdir(), "hil-egress-"));
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  const entry = "tests/deployment/egress-entry.ts";
  const sender = { entry, description: "", memoryMb: 128, timeoutSeconds: 5, access: [] };
  const [bundle] = await bundleFunctions({ outDir, topology: { functions: { sender } } });
  const { directory } = bundle!;
  const called = callFreshFunction({ functionName: "sender", directory, environment: {}, event: {} });
  await expect(called).rejects.toMatchObject({
    name: "EgressRefusedError",
    message: "The host is not on the public internet.",
  });
});
