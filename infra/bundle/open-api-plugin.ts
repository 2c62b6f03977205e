import type { Plugin } from "esbuild";

const namespace = "zod-type";

/**
 * `@hono/zod-openapi` hands all of zod over as one value, to add a method to one class of it; so every bundle would hold
 * all of zod with its 50 languages. It gets a zod with that class instead. Its own `z` is then no more than this: schemas
 * are made with the one that is imported from zod.
 */
export const openApiPlugin: Plugin = {
  name: "open-api",
  setup(build) {
    build.onResolve({ filter: /^zod$/ }, ({ importer, resolveDir }) =>
      importer.includes("/node_modules/@hono/zod-openapi/")
        ? { path: "zod", namespace, pluginData: { resolveDir } }
        : undefined,
    );
    build.onLoad({ filter: /^zod$/, namespace }, ({ pluginData }) => ({
      contents: `import { ZodType } from "zod"; export const z = { ZodType };`,
      resolveDir: (pluginData as { resolveDir: string }).resolveDir,
    }));
  },
};
