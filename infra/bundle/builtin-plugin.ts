import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

const builtins = new Set(builtinModules.map((name) => name.replace(/^node:/, "")));

/** For static imports and `require`. */
const atOnce = "node-builtin";
/** For `import()`, which gives an ES module. */
const later = "node-builtin-later";

/**
 * Takes Node's own modules by `process.getBuiltinModule` instead of by `import`. For an import Node makes an ES module with
 * everything that the builtin exports, and reading all that `node:http` exports loads undici: some 45 ms of a cold start.
 * What a builtin makes at its first use is therefore not there to be had from `import()`.
 */
export const builtinPlugin: Plugin = {
  name: "builtins",
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, "");
      const namespace = kind === "dynamic-import" ? later : atOnce;
      return builtins.has(name) ? { path: name, namespace, sideEffects: false } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: atOnce }, ({ path }) => ({
      contents: `module.exports = ${taken(path)};`,
    }));
    build.onLoad({ filter: /.*/, namespace: later }, ({ path }) => ({
      contents: `const builtin = ${taken(path)};
export default builtin;
export const { ${namesOf(path).join(", ")} } = builtin;`,
    }));
  },
};

function taken(name: string): string {
  return `process.getBuiltinModule("node:${name}")`;
}

function namesOf(name: string): string[] {
  const members = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(`node:${name}`)));
  return members.flatMap(([key, { enumerable, get }]) =>
    enumerable && get === undefined && key !== "default" && /^[A-Za-z]\w*$/.test(key) ? [key] : [],
  );
}
