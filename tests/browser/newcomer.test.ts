import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, longestMs, openPage, startBrowser, takePicture } from "../support/browser/browser.ts";
import { type ConsoleHost, startConsoleHost } from "../support/browser/console-host.ts";
import { findBarriers } from "../support/browser/find-barriers.ts";

describe.skipIf(chromiumPath === null)("a newcomer", { timeout: longestMs }, () => {
  let host: ConsoleHost;
  let browser: Browser;
  beforeAll(async () => {
    host = await startConsoleHost();
    browser = await startBrowser();
  }, longestMs);
  afterAll(async () => {
    await browser?.close();
    await host?.dispose();
  });

  test("goes from the address to the first approved refund", async () => {
    const { page, problems } = await openPage(browser);
    let asked = 0;
    page.on("request", (request) => (asked += Number(request.url().includes("/api/v1/"))));
    const startedAtMs = performance.now();
    await page.goto(host.consoleAddress());
    await page.getByRole("heading", { name: "State machine" }).waitFor();
    expect(page.url()).not.toContain("sign-in");
    await page.locator("[data-node]").first().waitFor();
    await takePicture(page, "newcomer-1-start");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel("Write as the customer").fill("I want my money back for order 12345");
    await page.getByLabel("Send as the customer").click();
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    await page.locator('[data-node="approve_return"][data-state="waiting"]').waitFor();
    await takePicture(page, "newcomer-2-approval");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await page.locator('[data-sender="agent"]').first().waitFor();
    expect(await page.locator('[data-sender="agent"]').first().innerText()).toMatch(/RET-\d+/);
    const tookMs = performance.now() - startedAtMs;
    await page.locator('[data-node="FINISH"][data-state="completed"]').waitFor();
    await takePicture(page, "newcomer-3-answer");
    expect(await findBarriers(page)).toEqual([]);
    console.log(`The first approved refund after ${Math.round(tookMs / 1000)} s and ${asked} requests`);
    expect(tookMs).toBeLessThan(60_000);
    expect(problems).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await takePicture(page, "newcomer-4-dark");
    expect(await findBarriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await takePicture(page, "newcomer-5-phone");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("group", { name: "Pane" }).getByRole("button", { name: "Machine" }).click();
    await takePicture(page, "newcomer-6-phone-machine");
    expect(await findBarriers(page)).toEqual([]);
  });
});
