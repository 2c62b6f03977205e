import * as z from "zod/mini";
import { createEgress } from "../runtime/egress/create-egress.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

const listOf = (isOne: (text: string) => boolean, message: string) =>
  z.pipe(
    z.string(),
    z.pipe(
      z.transform((text: string) => text.split(/[\s,]+/).filter((each) => each !== "")),
      z.array(z.string().check(z.refine(isOne, message))),
    ),
  );
const hosts = listOf(
  (text) => /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/.test(text),
  "names hosts: hooks.example.com or *.example.org",
);
const origins = listOf(
  (text) => URL.parse(text)?.origin === text,
  "names origins, with nothing after the port: http://127.0.0.1:8025",
);

/**
 * Requests to addresses that tenants give. `HIL_EGRESS_HOSTS`: the only hosts that they may name (`hooks.example.com
 * *.example.org`); every public one without it. `HIL_EGRESS_ALLOWED_ORIGINS`: exact origins within the network, such as
 * `http://127.0.0.1:8025` in development.
 */
export const egress = lazy(() => {
  const env = readEnv({
    HIL_EGRESS_HOSTS: z.optional(hosts),
    HIL_EGRESS_ALLOWED_ORIGINS: z.optional(origins),
  });
  const { HIL_EGRESS_HOSTS: only, HIL_EGRESS_ALLOWED_ORIGINS: also } = env;
  return createEgress({ ...(only && { hosts: only }), ...(also && { origins: also }) });
});
