import type { Page } from "playwright-core";

/** Signs a page in with what somebody would type, before it is opened. */
export async function signInAs(page: Page, credential: string, customerCredential: string | null = null) {
  const session = JSON.stringify({ credential, customerCredential });
  await page.addInitScript(`sessionStorage.setItem("hil.session", ${JSON.stringify(session)})`);
}
