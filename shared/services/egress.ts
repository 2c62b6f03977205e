import * as z from "zod/mini";
import { createEgress } from "../runtime/egress/create-egress.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

const list = z.pipe(
  z.string(),
  z.transform((text) => text.split(/[\s,]+/).filter((each) => each !== "")),
);

/**
 * Requests to addresses that tenants give. `HIL_EGRESS_HOSTS`: the only hosts that they may name (`hooks.example.com
 * *.example.org`); every public one without it. `HIL_EGRESS_ALLOWED_ORIGINS`: exact origins within the network, such as
 * `http://127.0.0.1:8025` in development.
 */
export const egress = lazy(() => {
  const { HIL_EGRESS_HOSTS: hosts, HIL_EGRESS_ALLOWED_ORIGINS: origins } = readEnv({
    HIL_EGRESS_HOSTS: z.optional(list),
    HIL_EGRESS_ALLOWED_ORIGINS: z.optional(list),
  });
  return createEgress({ ...(hosts !== undefined && { hosts }), ...(origins !== undefined && { origins }) });
});
