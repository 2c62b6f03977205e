import type { Json } from "../../../shared/contracts/json.ts";
import { templateNames } from "../../../shared/domain/templates/template-names.ts";
import type { Place } from "../../language/diagnostics.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";

/** A template, and where it stands. */
export interface TemplateSource {
  source: string;
  path: Path;
  /** True: it comes from the agent's registration, and the path is where the node names the agent. */
  inherited?: boolean;
  /** Names that are in scope here and nowhere else. */
  locals?: readonly string[];
}

/** A name that a template takes from its scope, and where it stands. */
export interface TemplateReference {
  root: string;
  path: string[];
  place: Place;
  inherited: boolean;
}

/** Every string in a JSON value is a template. */
export function templatesIn(value: Json, path: Path): TemplateSource[] {
  if (typeof value === "string") return [{ source: value, path }];
  if (value === null || typeof value !== "object") return [];
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => templatesIn(inner, [...path, key]));
}

export function parseTemplates(
  templates: readonly TemplateSource[],
  { diagnostics }: ResolveContext,
): TemplateReference[] {
  return templates.flatMap((template) => {
    const { names, problems } = templateNames(template.source);
    for (const { message, ...location } of problems) {
      const owner = template.inherited === true ? "The agent's template" : "The template";
      const place = placeIn(template, location, 1);
      diagnostics.error(
        "template-syntax",
        `${owner} cannot be used: ${message}.`,
        "Templates are Jinja: {{ name }}, {% if condition %} ... {% endif %}.",
        place,
      );
    }
    const inherited = template.inherited === true;
    const used = names.filter(({ root }) => template.locals?.includes(root) !== true);
    return used.map(({ root, path, ...location }) => ({
      root,
      path,
      inherited,
      place: placeIn(template, location, root.length),
    }));
  });
}

/** A registered agent's template is not in the file: the node that names the agent is shown. */
function placeIn(
  { source, path, inherited }: TemplateSource,
  { line, column }: { line?: number; column?: number },
  length: number,
): Place {
  if (inherited === true || line === undefined || column === undefined) return { path };
  const before = source.split("\n").slice(0, line - 1);
  return { path, offset: before.reduce((sum, text) => sum + text.length + 1, column - 1), length };
}
