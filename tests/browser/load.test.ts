import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, longestMs, openPage, startBrowser, takePicture } from "../support/browser/browser.ts";
import { type ConsoleHost, startConsoleHost } from "../support/browser/console-host.ts";
import { startMany } from "../support/browser/many.ts";

/** More rows than this in the page means that not only what is seen is drawn. */
const mostRows = 60;

describe.skipIf(chromiumPath === null)("much of everything", { timeout: longestMs }, () => {
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

  async function openWithMany(path: string): Promise<Page> {
    const { page } = await openPage(browser);
    await page.goto(host.consoleAddress());
    await page.getByRole("heading", { name: "State machine" }).waitFor();
    await startMany(page);
    await page.goto(host.apiUrl + path);
    return page;
  }

  /** Scrolls through a box and answers with the 95th percentile of the time between two frames, in milliseconds. */
  function scrollThrough(page: Page, selector: string): Promise<number> {
    return page.evaluate<number>(`new Promise((resolve) => {
      const box = document.querySelector(${JSON.stringify(selector)});
      const times = [];
      const step = (at) => {
        times.push(at);
        box.scrollBy(0, 240);
        if (times.length < 120) return requestAnimationFrame(step);
        const frames = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
        resolve(frames[Math.floor(frames.length * 0.95)]);
      };
      requestAnimationFrame(step);
    })`);
  }

  test("a queue of 1,000 is scrolled and filtered, and only what is seen is drawn", async () => {
    const page = await openWithMany("/inbox");
    const rows = page.locator("[data-conversation]");
    await rows.first().waitFor();
    console.log(
      `1,000 handovers: ${await scrollThrough(page, "[data-list=handovers]")} ms a frame at the 95th percentile`,
    );
    expect(await rows.count()).toBeLessThan(mostRows);
    await page.getByLabel("Search").fill("technical");
    await rows.filter({ hasText: "returns" }).first().waitFor({ state: "detached" });
    const shown = await rows.allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((text) => !text.includes("technical"))).toEqual([]);
    await takePicture(page, "load-queue");
    await page.context().close();
  });

  test("a conversation of 2,000 messages is scrolled, its earlier ones when asked for", async () => {
    const page = await openWithMany(`/inbox/conv_${"0".repeat(32)}`);
    await page.getByText("Message 2000.", { exact: false }).waitFor();
    for (let pages = 1; pages < 20; pages += 1) {
      await page.getByRole("log").evaluate("(box) => box.scrollTo(0, 0)");
      await page.getByRole("button", { name: "Show earlier messages" }).click();
      await page.getByText(`Message ${2000 - (pages + 1) * 100 + 1}.`, { exact: false }).waitFor();
    }
    expect(await page.getByRole("button", { name: "Show earlier messages" }).count()).toBe(0);
    console.log(
      `2,000 messages: ${await scrollThrough(page, "[role=log]")} ms a frame at the 95th percentile`,
    );
    expect(await page.locator("[data-sender]").count()).toBeLessThan(mostRows);
    await page.context().close();
  });

  test("a machine of 200 nodes is drawn, and a node of it opened", async () => {
    const page = await openWithMany(`/executions/exec_${"0".repeat(32)}`);
    await page.locator("[data-node]").first().waitFor();
    await page.getByRole("button", { name: /^n0/ }).click();
    await page.getByRole("article", { name: "Node n0" }).waitFor();
    await takePicture(page, "load-graph");
    await page.context().close();
  });
});
