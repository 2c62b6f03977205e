import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { type ImportRule, importRules } from "./import-rule.ts";

/** Fewer files than this means the check looked in the wrong place, and a rule that saw nothing is not kept. */
const fewestFiles = 100;

const opensSockets = /^node:(dgram|dns|http|http2|https|net|tls)(\/|$)/;

/**
 * Checks ARCHITECTURE's import rule on every source file below `root`. Tests may import what they test and test tools.
 * Returns the number of files looked at and one line per broken rule.
 */
export function checkImports(root: string): { files: number; problems: string[] } {
  const files = globSync("{shared,statemachines,functions,infra,local,cli,console}/**/*.{ts,tsx}", {
    cwd: root,
  }).filter(isSource);
  const problems = files.flatMap((file) => problemsOf(root, file));
  if (files.length < fewestFiles) problems.push(`Only ${files.length} files were found below ${root}.`);
  return { files: files.length, problems };
}

function isSource(file: string): boolean {
  return !/\.test\.ts$|\.testsuite\.ts$|(^|\/)testing\//.test(file);
}

function problemsOf(root: string, file: string): string[] {
  const rule = importRules.find((each) => matches(each.folder, file));
  if (!rule) return [`${file}: no import rule covers this folder; add one to scripts/import-rule.ts.`];
  return importsOf(join(root, file))
    .filter((specifier) => !isAllowed(rule, root, file, specifier))
    .map((specifier) => `${file}: ${rule.folder} may not import ${specifier}`);
}

function importsOf(path: string): string[] {
  const { module } = parseSync(path, readFileSync(path, "utf8"));
  const fixed = module.staticImports.map((each) => each.moduleRequest.value);
  const again = module.staticExports.flatMap((each) =>
    each.entries.map((entry) => entry.moduleRequest?.value),
  );
  const source = readFileSync(path, "utf8");
  const dynamic = module.dynamicImports.map((each) =>
    source.slice(each.moduleRequest.start, each.moduleRequest.end),
  );
  const literal = dynamic.filter((text) => /^["'`]/.test(text)).map((text) => text.slice(1, -1));
  return [...fixed, ...again, ...literal].filter((specifier) => specifier !== undefined);
}

function isAllowed(rule: ImportRule, root: string, file: string, specifier: string): boolean {
  if (opensSockets.test(specifier)) return rule.network === true;
  if (specifier.startsWith("node:")) return rule.node;
  if (!specifier.startsWith(".")) return rule.packages.some((name) => isPackage(specifier, name));
  const target = relative(root, resolve(root, dirname(file), specifier));
  if (!existsSync(join(root, target))) return false;
  return sameFolder(rule.folder, file, target) || rule.folders.some((folder) => isInside(target, folder));
}

function isPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(name.endsWith("/") ? name : `${name}/`);
}

function sameFolder(ruleFolder: string, file: string, target: string): boolean {
  if (!ruleFolder.endsWith("/*")) return isInside(target, ruleFolder);
  const depth = ruleFolder.split("/").length;
  return isInside(target, file.split("/").slice(0, depth).join("/"));
}

function matches(folder: string, file: string): boolean {
  return isInside(file, folder.replace(/\/\*$/, ""));
}

function isInside(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}
