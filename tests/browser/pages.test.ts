import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildConsole } from "../../local/console/build-console.ts";
import { developmentTenant, openDevIssuer } from "../../local/index.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import { chromiumPath, longestMs, openPage, startBrowser, takePicture } from "../support/browser/browser.ts";
import { findBarriers } from "../support/browser/find-barriers.ts";
import { signInAs } from "../support/browser/sign-in.ts";
import { HostProcess } from "../support/host-process.ts";
import { RefundDesk } from "../support/refund-desk.ts";

const contract = "          allowed: { roles: [approver, owner] }";
const untouched = `          still_true:
            - name: nothing was refunded yet
              tool: shopify.get_order
              input: { order_id: "{{ order_id }}" }
              expression: refunded_usd == \`0\``;
const refund = (order_id: string, amount_usd: number) => ({ order_id, amount_usd, reason: "Damaged" });

describe.skipIf(chromiumPath === null)("pages of the console", { timeout: longestMs }, () => {
  const host = new HostProcess();
  let url: string;
  let desk: RefundDesk;
  let browser: Browser;

  beforeAll(async () => {
    await buildConsole();
    const file = await host.start({ HIL_REQUESTS_PER_MINUTE: "1000" });
    url = file.api_url;
    desk = new RefundDesk(host, file);
    await desk.publish("plain_refund", contract);
    await desk.publish("checked_refund", `${contract}\n${untouched}`);
    browser = await startBrowser();
  }, longestMs);
  afterAll(async () => {
    await browser?.close();
    await host.dispose();
  });

  async function tokenOf(subject: string, ...roles: Role[]): Promise<string> {
    const issuer = await openDevIssuer(host.dataDir);
    return issuer.sign({ subject, roles, tenantId: developmentTenant, hours: 1 });
  }

  async function pageAs(...roles: Role[]): Promise<{ page: Page; problems: string[] }> {
    const opened = await openPage(browser);
    await signInAs(opened.page, await tokenOf("mary", ...roles));
    return opened;
  }

  test("an approval whose record changed says what is different, and is not carried out", async () => {
    const { page, problems } = await pageAs("owner");
    const { task } = await desk.request("checked_refund", refund("12360", 5));
    await page.goto(`${url}/approvals/${task.id}`);
    await page.getByText("Exactly this will be called").waitFor();
    expect(await page.getByText(task.call!.arguments_hash).count()).toBe(1);
    await takePicture(page, "approval-open");
    expect(await findBarriers(page)).toEqual([]);
    const other = await desk.request("plain_refund", refund("12360", 7));
    await desk.decide("ann", other.task, { decision: "approve" });
    await desk.ended(other.runId);
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByText("Changed since it was last asked").waitFor();
    expect(await page.locator("del").allInnerTexts()).toEqual(["0"]);
    expect(await page.locator("ins").allInnerTexts()).toEqual(["7"]);
    await takePicture(page, "approval-changed");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Reject" }).click();
    await page
      .getByText(/decided/)
      .first()
      .waitFor();
    await page.getByText("#", { exact: false }).first().waitFor();
    await takePicture(page, "approval-decided");
    expect(await findBarriers(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("a workflow is started from its form and followed", async () => {
    const { page, problems } = await pageAs("owner");
    await page.goto(`${url}/executions`);
    await page.getByRole("link", { name: "Start a workflow" }).click();
    await page.getByLabel("Workflow", { exact: true }).selectOption("customer_support");
    await page.getByLabel("What the customer wrote").fill("Where is my order 12345?");
    await takePicture(page, "execution-start");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Start" }).click();
    await page.locator('[data-node="FINISH"][data-state="completed"]').waitFor({ timeout: 60_000 });
    await page.locator('[data-node="look_up_order"]').click();
    await page.getByRole("article", { name: "Node look_up_order" }).waitFor();
    await takePicture(page, "execution-graph");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Timeline" }).click();
    await page.getByRole("button", { name: /classify_intent/ }).click();
    await page.getByText("Model and tool calls").waitFor();
    await takePicture(page, "execution-timeline");
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${url}/executions`);
    await page
      .getByRole("link", { name: /customer_support/ })
      .first()
      .waitFor();
    await takePicture(page, "executions");
    expect(await findBarriers(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("the administration adds a person, a reply, a key, and changes the hours", async () => {
    const { page, problems } = await pageAs("owner");
    await page.goto(`${url}/admin`);
    await page.getByText("Nobody works here yet").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByLabel("Subject").fill("mary");
    await page.getByLabel("Name").fill("Mary");
    await page.getByLabel("Email").fill("mary@example.com");
    await page.getByLabel("Skills").fill("returns, general");
    await takePicture(page, "admin-people");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("cell", { name: "returns, general" }).waitFor();
    await page.getByRole("link", { name: "Canned replies" }).click();
    await page.getByRole("button", { name: "Add a reply" }).click();
    await page.getByLabel("Title").fill("Hello");
    await page.getByLabel("Text").fill("Hello {{ customer_id }}!");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("cell", { name: "Hello {{ customer_id }}!" }).waitFor();
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByLabel("Name").fill("shop");
    await page.getByLabel("Role").selectOption({ label: "consumer" });
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText("It is not shown again").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("link", { name: "Hours and deadlines" }).click();
    await page.getByLabel("Opening times on Monday").fill("9:00-12:30, 13:30-17:00");
    await page.getByLabel("First answer, Urgent").fill("10");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await takePicture(page, "admin-hours");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("link", { name: "Key figures" }).click();
    await page.getByText("Solved by AI alone").waitFor();
    await takePicture(page, "admin-figures");
    expect(await findBarriers(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  const paths = ["/", "/inbox", "/approvals", "/executions", "/admin", "/widget", "/nowhere"];

  test.each(paths)("%s fits a phone and the dark", async (path) => {
    const { page, problems } = await pageAs("owner");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(url + path);
    await page.locator("main").waitFor();
    await expect.poll(() => page.locator("main [role=status]").count(), { timeout: 30_000 }).toBe(0);
    await takePicture(page, `phone-dark${path.replace("/", "-")}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test.each([
    ["/inbox", "/handovers?", "the queue"],
    ["/approvals", "/human-tasks?", "approvals"],
    ["/executions", "/executions?", "executions"],
    ["/admin", "/human-agents", "people"],
  ])("%s says that it loads, and what failed, and recovers", async (path, api, what) => {
    const { page } = await pageAs("owner");
    const held = Promise.withResolvers<void>();
    let mode: "hold" | "fail" | "pass" = "hold";
    await page.route(
      (address) => `${address.pathname}${address.search}`.includes(`/api/v1${api}`),
      async (route) => {
        if (mode === "hold") await held.promise;
        if (mode === "pass") return route.continue();
        const detail = "It broke on purpose.";
        return route.fulfill({ status: 500, json: { status: 500, code: "internal", detail } });
      },
    );
    await page.goto(url + path);
    await page.getByText(`Loading ${what}`).waitFor({ state: "attached" });
    await takePicture(page, `loading${path.replace("/", "-")}`);
    expect(await findBarriers(page)).toEqual([]);
    mode = "fail";
    held.resolve();
    await page.getByText(`Could not load ${what}`).waitFor();
    await takePicture(page, `failed${path.replace("/", "-")}`);
    expect(await findBarriers(page)).toEqual([]);
    mode = "pass";
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(`Could not load ${what}`).waitFor({ state: "hidden" });
    await page.context().close();
  });

  test.each([
    ["/inbox", "You do not work at the desk"],
    ["/admin", "You do not manage this desk"],
    ["/executions/start", "You may not see workflows"],
  ])("%s says who may not see it", async (path, said) => {
    const { page } = await pageAs("approver");
    await page.goto(url + path);
    await page.getByText(said).waitFor();
    expect(await page.getByRole("navigation").getByRole("link", { name: "Admin" }).count()).toBe(0);
    await takePicture(page, `no-permission${path.replaceAll("/", "-")}`);
    expect(await findBarriers(page)).toEqual([]);
    await page.context().close();
  });

  test("signing in takes a key; a wrong one and a used address are explained", async () => {
    const { page } = await openPage(browser);
    await page.goto(`${url}/#sign-in=not-a-code`);
    await page.getByText("This sign-in address was used already").waitFor();
    await page.getByLabel("API key or token").fill("hil_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The key or token is not accepted").waitFor();
    await takePicture(page, "sign-in");
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel("API key or token").fill(await tokenOf("somebody", "owner"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "State machine" }).waitFor();
    await page.context().close();
  });
});
