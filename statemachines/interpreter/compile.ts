import type { Catcher, QueryLanguage, Retrier, State, StateMachine } from "../asl/types.ts";
import { compileDataFlow, type Fields } from "./data-flow.ts";
import { jsonPathCatch } from "./json-path/json-path-flow.ts";
import type { CompiledBranch, CompiledCatcher, CompiledMachine, CompiledState } from "./machine.ts";
import { compileRetrier } from "./retry.ts";
import { compileChoice } from "./states/choice.ts";
import type { StateParts } from "./states/common.ts";
import { compileFail } from "./states/fail.ts";
import { compileMap } from "./states/map.ts";
import { compileParallel } from "./states/parallel.ts";
import { compilePass } from "./states/pass.ts";
import { compileSucceed } from "./states/succeed.ts";
import { compileTask } from "./states/task.ts";
import { compileWait } from "./states/wait.ts";
import { jsonataCompletion } from "./templates/jsonata-flow.ts";

const COMPILERS: Readonly<Record<State["Type"], (parts: StateParts) => CompiledState>> = {
  Task: compileTask,
  Pass: compilePass,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
  Parallel: compileParallel,
  Map: compileMap,
};

/**
 * Compiles a definition that the validator accepts; its expressions and paths are parsed once. Throws an error (of
 * jsonata, for an expression) where a definition is not valid.
 */
export function compileStateMachine(definition: StateMachine): CompiledMachine {
  const branches: CompiledBranch[] = [];
  const language = definition.QueryLanguage ?? "JSONPath";
  addBranch(branches, definition, language);
  const variableNames = new Set<string>();
  collectVariableNames(definition, variableNames);
  return { definition, branches, variableNames, timeoutSeconds: definition.TimeoutSeconds };
}

/** The keys of every `Assign`, wherever it stands; a name too many does no harm. */
function collectVariableNames(part: unknown, names: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "Assign" && typeof value === "object" && value !== null) {
      for (const name of Object.keys(value)) names.add(name.replace(/\.\$$/, ""));
    }
    collectVariableNames(value, names);
  }
}

type StateList = Pick<StateMachine, "StartAt" | "States">;

/** Numbers follow the order of the definition, so that frames find their states after a restart. */
function addBranch(branches: CompiledBranch[], list: StateList, machineLanguage: QueryLanguage): number {
  const states = new Map<string, CompiledState>();
  const id = branches.push({ startAt: list.StartAt, states }) - 1;
  for (const [name, definition] of Object.entries(list.States)) {
    const parts = stateParts(name, definition, machineLanguage, (branch) =>
      addBranch(branches, branch, machineLanguage),
    );
    states.set(name, COMPILERS[definition.Type](parts));
  }
  return id;
}

function stateParts(
  name: string,
  definition: State,
  machineLanguage: QueryLanguage,
  add: StateParts["addBranch"],
): StateParts {
  const fields = definition as unknown as Fields;
  const language = definition.QueryLanguage ?? machineLanguage;
  return {
    name,
    fields,
    language,
    flow: compileDataFlow(dataFields(definition.Type, fields), language),
    next: fields["End"] === true ? undefined : (fields["Next"] as string | undefined),
    retriers: ((fields["Retry"] ?? []) as Retrier[]).map(compileRetrier),
    catchers: ((fields["Catch"] ?? []) as Catcher[]).map((catcher, index) =>
      compileCatcher(catcher, index, language),
    ),
    addBranch: add,
  };
}

/** The `Parameters` of a JSONPath Map are an old name for its `ItemSelector`. */
function dataFields(type: State["Type"], fields: Fields): Fields {
  return type === "Map" ? { ...fields, Parameters: undefined } : fields;
}

function compileCatcher(catcher: Catcher, index: number, language: QueryLanguage): CompiledCatcher {
  const fields = catcher as unknown as Fields;
  return {
    errors: new Set(catcher.ErrorEquals),
    next: catcher.Next,
    complete: language === "JSONata" ? jsonataCompletion(fields, `Catch[${index}]/`) : jsonPathCatch(fields),
  };
}
