import type { Plugin } from "esbuild";

const namespace = "zod-part";

/**
 * Keeps out of bundles what nobody here uses of zod: its 50 languages, which are exported as one value (English is what a
 * schema takes by itself), and all the rest, which `@hono/zod-openapi` hands over as one value to add a method to one class
 * of it. It gets a zod with that class. Its own `z` is then no more than this: schemas are made with zod's.
 */
export const zodPlugin: Plugin = {
  name: "zod",
  setup(build) {
    build.onResolve({ filter: /^zod$/ }, ({ importer, resolveDir, pluginData }) =>
      importer.includes("/node_modules/@hono/zod-openapi/")
        ? { path: "type", namespace, suffix: suffixOf(pluginData), pluginData: { resolveDir, pluginData } }
        : undefined,
    );
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes("/node_modules/zod/")
        ? { path: "languages", namespace, sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /^languages$/, namespace }, () => ({ contents: "export {};" }));
    build.onLoad({ filter: /^type$/, namespace }, ({ pluginData }) => ({
      contents: `import { ZodType } from "zod"; export const z = { ZodType };`,
      ...(pluginData as { resolveDir: string; pluginData: unknown }),
    }));
  },
};

function suffixOf(pluginData: unknown): string {
  const { functionName } = (pluginData ?? {}) as { functionName?: string };
  return functionName === undefined ? "" : `?${functionName}`;
}
