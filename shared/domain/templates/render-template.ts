import { TemplateError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import { byteLength, toBoundedJson } from "../schemas/bounded-json.ts";
import type { ParsedTemplate } from "./ast.ts";
import { evaluate } from "./evaluate.ts";
import { Frame } from "./frame.ts";
import { Meter, RenderFault } from "./meter.ts";
import { locationOf, parseTemplate } from "./parse-template.ts";
import { newRendering, renderBody } from "./render-statements.ts";
import type { Rendering } from "./rendering.ts";
import { TemplateSyntaxError } from "./scan-tags.ts";
import { type TemplateBounds, templateBounds } from "./template-bounds.ts";

/**
 * Renders a Jinja template over a scope, within bounds. Lists and objects print as JSON, null and what does not exist
 * as nothing. The error says where, and never quotes a value.
 * @throws TemplateError with `line` and `column` in its details where they are known
 */
export function renderTemplate(
  source: string,
  scope: JsonObject,
  bounds: Partial<TemplateBounds> = {},
): string {
  const all = { ...templateBounds, ...bounds };
  return renderMetered(source, scope, new Meter(all), false) as string;
}

/** One rendering of several that share a meter; `keepType` gives the value of a template that is one `{{ }}`. */
export function renderMetered(source: string, scope: JsonObject, meter: Meter, keepType: boolean): Json {
  meter.at = null;
  try {
    const parsed = parseTemplate(source, meter.bounds);
    const [mistake] = parsed.mistakes;
    if (mistake !== undefined) throw new TemplateSyntaxError(mistake.message, mistake.at ?? 0);
    return renderParsed(parsed, scope, newRendering(meter), keepType);
  } catch (error) {
    throw asTemplateError(error, source, meter);
  }
}

function renderParsed(
  parsed: ParsedTemplate,
  scope: JsonObject,
  rendering: Rendering,
  keepType: boolean,
): Json {
  const { meter } = rendering;
  const frame = new Frame(new Frame(null, scope));
  const [only] = parsed.body;
  if (keepType && parsed.body.length === 1 && only?.kind === "output") {
    const value = evaluate(only.expression, frame, rendering);
    return toBoundedJson(value, { depth: 64, nodes: 100_000, bytes: meter.bounds.outputBytes });
  }
  const text = renderBody(parsed.body, frame, rendering);
  if (byteLength(text) > meter.bounds.outputBytes) meter.chargeText(meter.bounds.outputBytes + 1);
  return text;
}

function asTemplateError(error: unknown, source: string, meter: Meter): TemplateError {
  const at = error instanceof TemplateSyntaxError ? error.at : meter.at;
  const place = at === null ? null : locationOf(source, at);
  const where = place === null ? "" : ` (line ${place.line}, column ${place.column})`;
  // Errors of the library or the engine may quote values, so they travel as the cause only.
  const isOurs = error instanceof TemplateSyntaxError || error instanceof RenderFault;
  const reason = isOurs ? error.message : "the template cannot be rendered";
  return new TemplateError(`${reason}${where}`, { cause: error, details: place ?? {} });
}
