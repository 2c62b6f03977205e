import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { mutationsOf } from "./mutations.ts";
import { switchMutants } from "./switch-mutants.ts";

const source = `
f = function (row, n) {
  const calls = [];
  if (row.version !== n) throw new Error("changed");
  calls.push(row.a ?? row.b);
  if (n > 1 && row.version < 3) { calls.push("between"); }
  if (n === 3) calls.push("three");
  else if (n === 2) calls.push("two");
  return JSON.stringify({ ...row, version: row.version + 1, calls, first: n === 1 ? "yes" : "no" });
};`;

function answers(code: string, isOn?: (number: number) => boolean): string[] {
  const f = runInNewContext(code, { hilMutant: isOn }) as (row: object, n: number) => string;
  return [1, 2, 3].flatMap((n) =>
    [1, 2, 3].map((version) => {
      try {
        return f({ version, b: n }, n);
      } catch (error) {
        return String(error);
      }
    }),
  );
}

test("what is switched on does what the mutant does, and without a switch nothing is changed", () => {
  const mutants = mutationsOf(source, "example.ts").map((each, number) => ({ ...each, number }));
  const all = switchMutants(source, mutants);
  expect(mutants.length).toBeGreaterThan(15);
  expect(answers(all)).toEqual(answers(source));
  for (const { number, start, end, replacement } of mutants) {
    const alone = source.slice(0, start) + replacement + source.slice(end);
    expect(answers(all, (each) => each === number)).toEqual(answers(alone));
  }
});
