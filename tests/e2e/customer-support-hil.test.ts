import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { effectiveSource, readGoldenFile } from "../golden/golden-file.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";

const host = new HostProcess();
afterAll(() => host.dispose());

/** The specification's fragment, on top of the prelude that defines the node its template names. */
const golden = fileURLToPath(new URL("../golden/spec/customer-support-hil.golden", import.meta.url));

test("the specification's customer_support_hil hands over to people with the skills that its template asks for", async () => {
  expect(readFileSync(golden, "utf8")).toContain("required_skills: |");
  const owner = await DeskClient.signIn(await host.start(), host.dataDir, {
    subject: "olivia",
    roles: ["owner"],
  });
  const { name } = await owner.send<{ name: string }>("POST", "/workflows", {
    source: effectiveSource(readGoldenFile(golden)),
  });
  expect(name).toBe("customer_support_hil");
  const handedOver = async (text: string): Promise<HandoverView> => {
    const { conversation_id } = await owner.open("customer_support_hil", text);
    const { handover_id } = await owner.comesTo(conversation_id, "pending_human", 1);
    return owner.send("GET", `/handovers/${handover_id}`);
  };
  const unsure = await handedOver("I may return it, or exchange it, where is my order, it does not work");
  expect(unsure).toMatchObject({ reason: "confidence_threshold", required_skills: ["returns"] });
  expect(unsure.context).toMatchObject({ intent: "return_request" });
  const broken = await handedOver("It is broken, can I send it back?");
  expect(broken).toMatchObject({ reason: "confidence_threshold", required_skills: ["technical"] });
  // Found in the customer's message before any model is asked: the template's node has not run.
  const asked = await handedOver("Please escalate this.");
  expect(asked).toMatchObject({ reason: "explicit_request", required_skills: ["general"] });
  expect(asked.context.tried).toEqual([]);
}, 180_000);
