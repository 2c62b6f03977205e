import jsonata, { type Expression } from "jsonata";
import type { Json, JsonObject, State, StateMachine } from "../../statemachines/asl/types.ts";
import type { RunExecution } from "./engine/engine-contender.ts";
import type { Task } from "./engine/workloads.ts";

/**
 * What one would write first: a loop over the states that has stock jsonata evaluate every field. Expressions are parsed
 * once. It knows Task and Parallel, and keeps no history, no state and no context, so it does less than an engine has to.
 */
export function naiveEngine(definition: StateMachine, task: Task): RunExecution {
  const machine = compileList(definition);
  return (input) => runList(machine, input, task);
}

type StateList = Pick<StateMachine, "StartAt" | "States">;
type Template = Expression | Template[] | { [key: string]: Template } | Scalar;
type Scalar = string | number | boolean | null;

interface NaiveState {
  arguments: Template | undefined;
  output: Template | undefined;
  branches: NaiveList[] | undefined;
  next: string | undefined;
}

interface NaiveList {
  startAt: string;
  states: Map<string, NaiveState>;
}

function compileList({ StartAt, States }: StateList): NaiveList {
  const states = Object.entries(States).map(([name, state]) => [name, compileState(state)] as const);
  return { startAt: StartAt, states: new Map(states) };
}

function compileState(state: State): NaiveState {
  if (state.Type !== "Task" && state.Type !== "Parallel")
    throw new Error(`A ${state.Type} is not known here`);
  const fields = state as { Arguments?: Json; Output?: Json; Branches?: StateList[]; Next?: string };
  return {
    arguments: fields.Arguments === undefined ? undefined : compileTemplate(fields.Arguments),
    output: fields.Output === undefined ? undefined : compileTemplate(fields.Output),
    branches: fields.Branches?.map(compileList),
    next: fields.Next,
  };
}

function compileTemplate(template: Json): Template {
  if (typeof template === "string") {
    const source = /^\{%([\s\S]*)%\}$/.exec(template)?.[1];
    return source === undefined ? template : jsonata(source);
  }
  if (typeof template !== "object" || template === null) return template;
  if (Array.isArray(template)) return template.map(compileTemplate);
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, compileTemplate(value)]));
}

async function runList(list: NaiveList, input: JsonObject, task: Task): Promise<Json> {
  let value: Json = input;
  for (let name: string | undefined = list.startAt; name !== undefined;) {
    const state: NaiveState = list.states.get(name)!;
    value = await runState(state, value as JsonObject, task);
    name = state.next;
  }
  return value;
}

async function runState(state: NaiveState, input: JsonObject, task: Task): Promise<Json> {
  const given =
    state.arguments === undefined ? input : ((await evaluate(state.arguments, { input })) as JsonObject);
  const result =
    state.branches === undefined
      ? await task(given)
      : await Promise.all(state.branches.map((branch) => runList(branch, given, task)));
  return state.output === undefined ? result : evaluate(state.output, { input, result });
}

async function evaluate(template: Template, states: JsonObject): Promise<Json> {
  if (typeof template !== "object" || template === null) return template;
  if (isExpression(template)) return (await template.evaluate(undefined, { states })) as Json;
  if (Array.isArray(template)) return Promise.all(template.map((item) => evaluate(item, states)));
  const result: JsonObject = {};
  for (const key of Object.keys(template)) result[key] = await evaluate(template[key]!, states);
  return result;
}

function isExpression(template: object): template is Expression {
  return typeof (template as Partial<Expression>).evaluate === "function";
}
