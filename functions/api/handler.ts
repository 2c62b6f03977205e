import { extendZodWithOpenApi, z } from "@hono/zod-openapi";
import { handle } from "hono/aws-lambda";

// A schema has `.openapi` if it is made after this, so everything else is imported after this: static imports of a bundle
// that is split into chunks keep no order that could be relied on.
extendZodWithOpenApi(z);
const [{ createApp }, { services }] = await Promise.all([import("./app.ts"), import("./services.ts")]);

export const handler = handle(createApp(services()));
