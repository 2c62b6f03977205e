import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

const namespace = "node-builtin";
const builtins = new Set(builtinModules);

/**
 * Takes Node's own modules by `process.getBuiltinModule` instead of by `import`. For an import Node makes an ES module with
 * everything that the builtin exports, and reading all that `node:http` exports loads undici: some 45 ms of a cold start.
 */
export const builtinPlugin: Plugin = {
  name: "builtins",
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, "");
      return builtins.has(name) ? { path: name, namespace, sideEffects: false } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
    }));
  },
};
