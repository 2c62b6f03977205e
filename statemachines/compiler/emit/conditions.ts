import type { Formula } from "../plan/formula.ts";
import type { Scope, Test } from "../plan/states.ts";
import type { DataFlow } from "./data-flow.ts";

/** A Choice's test as JSONata, with the variables that are visible in its scope. */
export function renderTest(test: Test, scope: Scope, flow: DataFlow): string {
  switch (test.kind) {
    case "formula":
      return renderFormula(test.formula, scope, flow);
    case "input":
      return test.jsonata;
    case "output":
      return test.jsonata.replaceAll(
        "$output",
        `$${flow.variable({ node: test.node, kind: "output" }, scope)}`,
      );
  }
}

function renderFormula(formula: Formula, scope: Scope, flow: DataFlow): string {
  switch (formula.kind) {
    case "constant":
      return String(formula.value);
    case "outcome": {
      const signal = flow.signalOf(formula.node, formula.outcome);
      // A variable that was never assigned compares as false either way.
      return `$${flow.variable(signal, scope)} ${signal.kind === "output" ? "!= null" : "= true"}`;
    }
    case "condition":
      return formula.condition.render((node) => flow.variable({ node, kind: "output" }, scope));
    case "and":
    case "or": {
      const parts = formula.parts.map((part) => enclosed(renderFormula(part, scope, flow)));
      return parts.join(` ${formula.kind} `);
    }
  }
}

/** In parentheses, unless it is a single comparison or call. */
function enclosed(jsonata: string): string {
  const withoutText = jsonata.replaceAll(/'[^']*'|"[^"]*"/g, "''");
  return /[?;{]|:=|\b(?:and|or|in)\b/.test(withoutText) ? `(${jsonata})` : jsonata;
}
