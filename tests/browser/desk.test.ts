import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildConsole } from "../../local/console/build-console.ts";
import { developmentTenant, openDevIssuer } from "../../local/index.ts";
import type { HostFile } from "../../local/host-file.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import { chromiumPath, longestMs, openPage, startBrowser, takePicture } from "../support/browser/browser.ts";
import { findBarriers } from "../support/browser/find-barriers.ts";
import { hostileTexts } from "../support/browser/hostile-texts.ts";
import { signInAs } from "../support/browser/sign-in.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";

const skills = ["general", "returns"];
const worker = (subject: string) => ({ subject, roles: ["human_agent", "developer"] as Role[] });

describe.skipIf(chromiumPath === null)("people at the desk", { timeout: longestMs }, () => {
  const host = new HostProcess();
  const environment: Record<string, string> = { HIL_REQUESTS_PER_MINUTE: "1000" };
  let file: HostFile;
  let browser: Browser;
  let customer: DeskClient;

  beforeAll(async () => {
    await buildConsole();
    file = await host.start(environment);
    environment["HIL_PORT"] = new URL(file.api_url).port;
    browser = await startBrowser();
    const owner = await DeskClient.signIn(file, host.dataDir, { subject: "olivia", roles: ["owner"] });
    const settings = await owner.send<object>("GET", "/desk/settings");
    await owner.send("PUT", "/desk/settings", { ...settings, assignment: "claim" });
    for (const name of ["Maria", "Ben"]) {
      const subject = name.toLowerCase();
      const email = `${subject}@example.com`;
      await owner.send("POST", "/human-agents", { subject, name, email, skills });
      const { subject: _, roles } = worker(subject);
      await (await DeskClient.signIn(file, host.dataDir, { subject, roles })).comeOnline();
    }
    customer = await DeskClient.signIn(file, host.dataDir, { subject: "cust_1", roles: ["consumer"] });
  }, longestMs);
  afterAll(async () => {
    await browser?.close();
    await host.dispose();
  });

  async function pageOf(subject: string): Promise<{ page: Page; problems: string[] }> {
    const opened = await openPage(browser);
    const issuer = await openDevIssuer(host.dataDir);
    const person = { ...worker(subject), tenantId: developmentTenant, hours: 1 };
    await signInAs(opened.page, await issuer.sign(person));
    return opened;
  }

  /** A conversation that waits for a person, and what the customer wrote before. */
  async function waiting(...before: string[]): Promise<string> {
    const { conversation_id: id } = await customer.open("customer_support", "Let me speak to human, please");
    for (const [index, text] of before.entries()) await customer.say(id, `said-${index}`, text);
    await customer.comesTo(id, "pending_human", 1);
    return id;
  }

  test("of two who claim at once one has it, and the other hears who", async () => {
    const id = await waiting();
    const [maria, ben] = [await pageOf("maria"), await pageOf("ben")];
    const pages = [maria.page, ben.page];
    for (const page of pages) await page.goto(`${file.api_url}/inbox/${id}`);
    const buttons = pages.map((page) => page.getByRole("button", { name: "Claim", exact: true }));
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.click()));
    const composers = pages.map((page) => page.getByLabel("Reply to the customer"));
    const losers = pages.map((page, index) =>
      page.getByText(`${index === 0 ? "Ben" : "Maria"} has this conversation.`),
    );
    await Promise.all(pages.map((_, index) => composers[index]!.or(losers[index]!).first().waitFor()));
    const holders = await Promise.all(composers.map((composer) => composer.count()));
    expect(holders.toSorted((a, b) => a - b)).toEqual([0, 1]);
    const loser = pages[holders.indexOf(0)]!;
    await takePicture(loser, "desk-claim-lost");
    expect(await findBarriers(loser)).toEqual([]);
    expect([...maria.problems, ...ben.problems]).toEqual([]);
    for (const page of pages) await page.context().close();
  });

  test("works by keyboard alone", async () => {
    const id = await waiting();
    const { page } = await pageOf("maria");
    await page.goto(`${file.api_url}/inbox`);
    await page.locator("[data-conversation]").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await takePicture(page, "desk-keyboard-help");
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("j");
    await page.waitForURL(`**/inbox/${id}`);
    await page.getByRole("button", { name: "Claim", exact: true }).waitFor();
    await page.keyboard.press("c");
    await page.getByLabel("Reply to the customer").waitFor();
    await page.keyboard.press("r");
    await page.keyboard.type("Maria here. I have looked at it.");
    await takePicture(page, "desk-conversation");
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-sender="human_agent"]').waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.getByText("resolved", { exact: true }).first().waitFor();
    await customer.comesTo(id, "resolved", 1);
    await page.context().close();
  });

  test("shows what others write as text, and nothing else", async () => {
    const id = await waiting(...hostileTexts);
    const { page, problems } = await pageOf("maria");
    await page.goto(`${file.api_url}/inbox/${id}`);
    await page.locator('[data-sender="customer"]').first().waitFor();
    const log = page.getByRole("log");
    const seen = new Set<string>();
    await log.evaluate((box) => box.scrollTo(0, 0));
    for (let round = 0; round < 40; round += 1) {
      for (const text of await log.locator("p").allTextContents()) seen.add(text);
      await page.mouse.move(700, 400);
      await page.mouse.wheel(0, 250);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
    for (const text of hostileTexts) expect(seen).toContain(text);
    expect(await log.locator("img, script, a, b").count()).toBe(0);
    expect(await page.title()).toBe("HIL Agent System");
    await takePicture(page, "desk-hostile-texts");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("loses nothing that was typed when the server restarts", async () => {
    const id = await waiting();
    const { page } = await pageOf("maria");
    await page.goto(`${file.api_url}/inbox/${id}`);
    await page.getByRole("button", { name: "Claim", exact: true }).click();
    await page.getByLabel("Reply to the customer").fill("This was typed before the end of the server.");
    await host.kill();
    await page.getByText("The connection is interrupted").waitFor();
    await takePicture(page, "desk-offline");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Sending…").waitFor();
    file = await host.start(environment);
    await page.locator('[data-sender="human_agent"]').waitFor({ timeout: 60_000 });
    await page.getByText("The connection is interrupted").waitFor({ state: "hidden" });
    await expect
      .poll(() => page.getByLabel("Reply to the customer").inputValue(), { timeout: 30_000 })
      .toBe("");
    const sent = (await customer.messages(id)).filter(({ sender }) => sender === "human_agent");
    expect(sent.map(({ text }) => text)).toEqual(["This was typed before the end of the server."]);
    await page.context().close();
  });
});
