import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtConsole } from "../../../local/console/build-console.ts";
import { chromiumPath, openPage, startBrowser } from "../../support/browser/browser.ts";
import { startConsoleHost } from "../../support/browser/console-host.ts";

/** What Lighthouse calls a slow 4G network and a middling phone. */
const network = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 };
const cpuSlowdown = 4;

/** How much the console loads, and when something is seen on a slow network; a line each. */
export async function measureConsole(): Promise<string[]> {
  if (chromiumPath === null) return ["The console was not measured: there is no Chromium here."];
  const host = await startConsoleHost();
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", network);
    await session.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    await page.goto(host.consoleAddress());
    await page.getByLabel("Write as the customer").waitFor();
    const readyMs = await page.evaluate<number>("performance.now()");
    const paintMs = await page.evaluate<number>(
      `performance.getEntriesByName("first-contentful-paint")[0].startTime`,
    );
    return [
      ...sizes(),
      `first paint ${Math.round(paintMs)} ms, ready to write after ${Math.round(readyMs)} ms (slow 4G, ${cpuSlowdown}x slower processor, served without compression)`,
    ];
  } finally {
    await browser.close();
    await host.dispose();
  }
}

function sizes(): string[] {
  const folder = join(builtConsole, "assets");
  return readdirSync(folder).map((name) => {
    const bytes = gzipSync(readFileSync(join(folder, name))).length;
    return `${name.padEnd(32)} ${(bytes / 1024).toFixed(1).padStart(6)} KiB compressed`;
  });
}
