import { extendZodWithOpenApi, z } from "@hono/zod-openapi";

// A schema has `.openapi` if it is made after this, so everything else is imported after this: static imports of a bundle
// that is split into chunks keep no order that could be relied on.
extendZodWithOpenApi(z);
const [{ createApp }, { services }, { streamResponses }] = await Promise.all([
  import("./app.ts"),
  import("./services.ts"),
  import("./lambda/stream-responses.ts"),
]);

const runtime = globalThis.awslambda;
if (runtime === undefined) throw new Error("This is Lambda's entry; elsewhere a server serves the app.");

export const handler = streamResponses(createApp(services()), runtime);
