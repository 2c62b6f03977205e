import type { ChoiceRule } from "../../asl/types.ts";
import { RuntimeFailure } from "../failures.ts";
import { FieldScope } from "../field-scope.ts";
import { compileComparison } from "../json-path/choice-comparison.ts";
import { compilePayloadTemplate } from "../json-path/payload-template.ts";
import type { CompiledState, Completion } from "../machine.ts";
import { compileTyped } from "../templates/jsonata-field.ts";
import { jsonataCompletion } from "../templates/jsonata-flow.ts";
import { leaveState } from "../transitions.ts";
import { baseState, type StateParts } from "./common.ts";

interface CompiledRule {
  next: string;
  matches(scope: FieldScope): boolean;
  complete(scope: FieldScope): Completion;
}

/** Takes the first rule that holds, else the default. A rule has an `Assign` and `Output` of its own. */
export function compileChoice(parts: StateParts): CompiledState {
  const rules = (parts.fields["Choices"] as ChoiceRule[]).map((rule, index) =>
    compileRule(parts, rule, index),
  );
  const otherwise = parts.fields["Default"] as string | undefined;
  const state: CompiledState = {
    ...baseState(parts, "Choice"),
    run(execution, frame) {
      const scope = new FieldScope(execution, frame);
      scope.data = parts.flow.prepare(scope);
      const rule = rules.find(({ matches }) => matches(scope));
      const next = rule?.next ?? otherwise;
      if (next === undefined) throw new RuntimeFailure(NO_MATCH);
      leaveState(execution, frame, state, (rule ?? parts.flow).complete(scope), next);
    },
  };
  return state;
}

const NO_MATCH = "Failed to transition out of the state. The state does not point to a next state.";

function compileRule(parts: StateParts, rule: ChoiceRule, index: number): CompiledRule {
  return parts.language === "JSONata" ? jsonataRule(rule, index) : jsonPathRule(parts, rule);
}

function jsonataRule(rule: ChoiceRule, index: number): CompiledRule {
  const place = `Choices[${index}]/`;
  return {
    next: rule.Next,
    matches: compileTyped(rule.Condition, `${place}Condition`, "boolean"),
    complete: jsonataCompletion(rule, place),
  };
}

function jsonPathRule({ flow }: StateParts, rule: ChoiceRule): CompiledRule {
  const assign = rule.Assign && compilePayloadTemplate(rule.Assign);
  return {
    next: rule.Next,
    matches: compileComparison(rule),
    complete(scope) {
      const assigned = assign?.(scope) as Completion["assigned"];
      return { output: flow.complete(scope).output, assigned };
    },
  };
}
