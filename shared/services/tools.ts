import * as z from "zod/mini";
import { createDemoShopTools } from "../adapters/demo-shop/create-demo-shop-tools.ts";
import { builtInTools } from "../domain/tools/built-in-tools.ts";
import { createToolRegistry, type ToolRegistry } from "../domain/tools/tool-registry.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** Where the demo shop's tools would call if nobody has started it: an address at which nothing answers. */
const noShop = "http://127.0.0.1:9";

/** The tools of this deployment. */
export const tools = lazy((): ToolRegistry => {
  const { DEMO_SHOP_URL } = readEnv({ DEMO_SHOP_URL: z._default(z.url(), noShop) });
  return createToolRegistry([...builtInTools, ...createDemoShopTools({ url: DEMO_SHOP_URL })]);
});
