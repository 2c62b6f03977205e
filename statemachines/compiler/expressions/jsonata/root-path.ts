import { temporary } from "../helpers.ts";
import { createRoots } from "../jmespath/roots.ts";
import { type PathSubject, shapeOfPath, stepInto } from "../jmespath/subject.ts";
import type { Problem } from "../problem.ts";
import { ARRAY } from "../shape.ts";
import { inputSubject, outputSubject, stepSubject } from "../subject-key.ts";
import type { ConditionScope, InputField, Read, ReadSource } from "../translation.ts";
import type { Node } from "../../../asl/jsonata-ast.ts";

/** Text that takes the place of a part of the author's. */
export interface Edit {
  offset: number;
  end: number;
  text: string;
}

/** A path that starts with a name of the scope. */
interface RootPath {
  edit: Edit;
  read: Read;
  inputField?: InputField | undefined;
  /** Names the value for atoms, if the path is nothing but names. */
  subject?: string | undefined;
}

export interface RootPaths {
  resolve: (steps: Node[]) => RootPath | Problem;
  /** Variables to bind before the expression, with the text of their values. */
  bindings: Map<string, string>;
}

/**
 * Resolves paths of the scope. `climbs`: the expression has a parent operator, so that more is read than a path says, and
 * what is not in a variable is put into one: above a variable jsonata refuses to climb.
 */
export function createRootPaths(scope: ConditionScope, text: string, climbs: boolean): RootPaths {
  const roots = createRoots(scope);
  const bindings = new Map<string, string>();
  return { resolve, bindings };

  function resolve(steps: Node[]): RootPath | Problem {
    const [first, second] = steps;
    if (first === undefined) throw new Error("a path has a step");
    const name = String(first.value);
    const token = tokenOf(first, text);
    if (token === undefined) return unreadableName(first);
    const root = roots.resolve({ name, ...token });
    if (root.type === "entry") {
      if (!isPlain(first) || second?.type !== "name") return wholeEntry(root.output, token);
      const isOutput = second.value === "output";
      if (isOutput && second.focus !== undefined) return focusOnScope(second);
      const end = isOutput ? (second.position ?? token.end) : token.end;
      return pathOf(
        { offset: token.offset, end, text: root.output.base },
        root.output,
        isOutput ? steps.slice(1) : steps,
      );
    }
    if (root.type !== "path") throw new Error("a root is a path or a node");
    const [field] = root.names;
    const raw = text.slice(token.offset, token.end);
    const edit = { ...token, text: bound(field === undefined ? root.base : `${root.base}.${raw}`) };
    const inputField =
      field === undefined ? undefined : { name: field, offset: token.offset, length: raw.length };
    return { ...pathOf(edit, root, steps), inputField };
  }

  function bound(value: string): string {
    if (!climbs || /^\$\w+$/.test(value)) return value;
    const known = [...bindings].find(([, text]) => text === value);
    if (known !== undefined) return known[0];
    const variable = temporary(bindings.size + 1);
    bindings.set(variable, value);
    return variable;
  }

  function wholeEntry(output: PathSubject, token: Omit<Edit, "text">): RootPath {
    const { base } = output;
    const text = `($type(${base}) = 'object' ? $merge([${base}, {'output': ${base}}]) : null)`;
    return { edit: { ...token, text: bound(text) }, read: { source: sourceOf(output), path: [] } };
  }

  /** What a path reads: names, as long as none goes through what may be an array, over which JSONata would map it. */
  function pathOf(edit: Edit, root: PathSubject, [first, ...steps]: Node[]): RootPath {
    let subject = root;
    let stopped = first === undefined || !isPlain(first);
    for (const step of steps) {
      stopped ||= step.type !== "name" || (shapeOfPath(subject).kinds & ARRAY) !== 0;
      // What follows a focus is looked up in the holder of the bound value.
      stopped ||= step.focus !== undefined;
      if (stopped) break;
      subject = stepInto(subject, String(step.value));
      stopped = !isPlain(step);
    }
    const source = sourceOf(root);
    const onlyNames =
      first !== undefined && [first, ...steps].every((step) => step.type === "name" && isPlain(step));
    const key = [...root.names, ...steps.map(({ value }) => String(value))].reduce(
      stepSubject,
      rootKey(source),
    );
    const exact = !stopped && subject.names.length === root.names.length + steps.length;
    return {
      edit,
      read: { source, path: climbs ? [] : subject.names },
      subject: onlyNames ? (exact ? key : `mapped ${key}`) : undefined,
    };
  }
}

function sourceOf({ source }: PathSubject): ReadSource {
  if (source === undefined) throw new Error("a root has a source");
  return source;
}

function rootKey(source: ReadSource): string {
  return source.kind === "input" ? inputSubject() : outputSubject(source.id);
}

/** True for a step that is a name and nothing more. */
function isPlain(step: Node): boolean {
  const filters = (step.stages?.length ?? 0) + (step.predicate?.length ?? 0);
  return filters === 0 && step.focus === undefined && step.index === undefined && step.group === undefined;
}

/** Where a name is written; undefined for names in quotes with escapes, which cannot be found again. */
function tokenOf(node: Node, text: string): { offset: number; end: number } | undefined {
  const { value, position: end = 0 } = node;
  const name = String(value);
  const quote = text[end - 1] ?? "";
  if ("`'\"".includes(quote)) {
    const offset = end - name.length - 2;
    return text.slice(offset, end) === `${quote}${name}${quote}` ? { offset, end } : undefined;
  }
  return { offset: end - name.length, end };
}

/** After a value that `@` binds, names are looked up where the value was: here in the scope. */
export function focusOnScope({ position = 1 }: Node): Problem {
  const message = "@ binds a value of the scope here, and what follows would be looked up in the scope.";
  const hint = "Bind it in parentheses instead: ($value := order.lines; …).";
  return { code: "condition-root", message, hint, offset: position - 1, length: 1 };
}

function unreadableName(node: Node): Problem {
  const message = `The name ${JSON.stringify(node.value)} cannot be read here.`;
  const offset = Math.max(0, (node.position ?? 1) - 1);
  return { code: "condition-unsupported", message, hint: "Write it between backticks.", offset, length: 1 };
}
