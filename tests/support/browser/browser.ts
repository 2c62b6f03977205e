import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

const pictures = fileURLToPath(new URL("../../../coverage/screenshots/", import.meta.url));
const size = { width: 1440, height: 900 };

/** Null where there is none and none can be installed; then the suites of the console are skipped, but not in CI. */
export const chromiumPath: string | null = findChromium();

/** How long a test with a browser may take where many run beside it. */
export const longestMs = 240_000;
const waitMs = 60_000;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
}

/** A page of a browser of its own, as of another person. It notes what went wrong in it: `problems`. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: size, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(waitMs);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("response", (response) => {
    if (response.status() === 429) problems.push(`too many requests: ${response.url()}`);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && /Content Security Policy|violates|React|Uncaught/.test(text))
      problems.push(text);
  });
  return { page, problems };
}

/** Keeps how a page looks, for people. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}${name}.png` });
}
