import type { Json, JsonObject, QueryLanguage, StateType } from "../types.ts";
import { arrayOf, isObject, ownField } from "./json-shape.ts";

/** A `States` field with what stands beside it: the machine's own, a branch's, or an item processor's. */
export interface StateList {
  /** Where it stands; empty for the machine itself. */
  at: string;
  kind: "machine" | "branch" | "processor";
  fields: JsonObject;
  states: StateEntry[];
  /** The list whose variables this one can read. */
  outer: StateList | undefined;
  /** The Parallel or Map it stands in. */
  holder: StateEntry | undefined;
}

export interface StateEntry {
  name: string;
  at: string;
  fields: JsonObject;
  /** `undefined` when it is none that exists. */
  type: StateType | undefined;
  language: QueryLanguage;
}

export const STATE_TYPES: ReadonlySet<string> = new Set<StateType>([
  "Task",
  "Pass",
  "Choice",
  "Wait",
  "Succeed",
  "Fail",
  "Parallel",
  "Map",
]);

/** All lists of states, outer ones first. What has not the form of a state is left out. */
export function collectStateLists(definition: JsonObject): StateList[] {
  const language = languageOf(definition["QueryLanguage"], "JSONPath");
  const lists = [
    readList(definition, { at: "", kind: "machine", outer: undefined, holder: undefined }, language),
  ];
  for (const list of lists) {
    for (const state of list.states) lists.push(...innerLists(state, list, language));
  }
  return lists;
}

/** A language that does not exist is taken for JSONata, as Step Functions does after it has complained. */
function languageOf(value: Json | undefined, inherited: QueryLanguage): QueryLanguage {
  if (value === undefined) return inherited;
  return value === "JSONPath" ? "JSONPath" : "JSONata";
}

function readList(
  fields: JsonObject,
  place: Pick<StateList, "at" | "kind" | "outer" | "holder">,
  machineLanguage: QueryLanguage,
): StateList {
  const { States: states } = fields;
  const entries = isObject(states) ? Object.entries(states) : [];
  return {
    ...place,
    fields,
    states: entries.flatMap((entry) => readState(entry, place.at, machineLanguage)),
  };
}

function readState([name, fields]: [string, Json], at: string, machineLanguage: QueryLanguage): StateEntry[] {
  if (!isObject(fields)) return [];
  const type = fields["Type"];
  return [
    {
      name,
      at: `${at}/States/${name}`,
      fields,
      type: typeof type === "string" && STATE_TYPES.has(type) ? (type as StateType) : undefined,
      language: languageOf(ownField(fields, "QueryLanguage"), machineLanguage),
    },
  ];
}

/** Inner states have the machine's language, whatever that of the state around them. */
function innerLists(holder: StateEntry, outer: StateList, language: QueryLanguage): StateList[] {
  const { type, fields, at } = holder;
  if (type === "Parallel") {
    return arrayOf(fields["Branches"]).flatMap((branch, index) =>
      isObject(branch)
        ? [readList(branch, { at: `${at}/Branches[${index}]`, kind: "branch", outer, holder }, language)]
        : [],
    );
  }
  if (type !== "Map") return [];
  return ["ItemProcessor", "Iterator"].flatMap((name) => {
    const processor = fields[name];
    if (!isObject(processor)) return [];
    const visible = isDistributed(processor) ? undefined : outer;
    return [
      readList(processor, { at: `${at}/${name}`, kind: "processor", outer: visible, holder }, language),
    ];
  });
}

/** The iterations of a distributed Map are executions of their own: they do not see outer variables. */
function isDistributed(processor: JsonObject): boolean {
  const configuration = processor["ProcessorConfig"];
  return isObject(configuration) && configuration["Mode"] === "DISTRIBUTED";
}
