import type { ApprovalContract, Deadline, Precondition } from "../../../shared/contracts/approval.ts";
import { HilError } from "../../../shared/contracts/errors.ts";
import type { AllowedDeciders } from "../../../shared/contracts/allowed-deciders.ts";
import { assertExpression } from "../../../shared/domain/tools/search-json.ts";
import { hintForName } from "../../language/did-you-mean.ts";
import type { ApprovalConfig, PreconditionConfig } from "../../language/schema.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";
import { type TemplateSource, templatesIn } from "./templates.ts";

const defaultDeciders: AllowedDeciders = { roles: ["approver", "owner", "operator"] };

interface ApprovalParts {
  contract: ApprovalContract;
  /** Of the preconditions' inputs. */
  templates: TemplateSource[];
}

/** The contract of a node, with what it does not state. `locals` are names that only its preconditions see. */
export function resolveApproval(
  config: Omit<ApprovalConfig, "on_timeout">,
  path: Path,
  context: ResolveContext,
  { requesterMayDecide, locals }: { requesterMayDecide: boolean; locals: readonly string[] },
): ApprovalParts {
  const { allowed = defaultDeciders, quorum = 1, still_true: checks = [] } = config;
  reportNobody(allowed, [...path, "allowed"], context);
  reportDoubles(checks, [...path, "still_true"], context);
  for (const [index, check] of checks.entries()) reportCheck(check, [...path, "still_true", index], context);
  const stillTrue = checks.map(({ name, tool, input = {}, expression }): Precondition => ({
    name,
    tool,
    input,
    expression,
  }));
  const templates = stillTrue.flatMap(({ input }, index) =>
    templatesIn(input, [...path, "still_true", index, "input"]).map((template) => ({ ...template, locals })),
  );
  const contract = {
    allowed,
    quorum,
    requesterMayDecide: config.requester_may_decide ?? requesterMayDecide,
    deadline: deadlineOf(config.deadline, [...path, "deadline"], context),
    stillTrue,
  };
  return { contract, templates };
}

function reportNobody(allowed: AllowedDeciders, path: Path, { diagnostics }: ResolveContext): void {
  const { roles = [], skills = [], subjects = [] } = allowed;
  if (roles.length + skills.length + subjects.length > 0) return;
  diagnostics.error("invalid-value", "Nobody may answer.", "Name a role or a subject.", { path });
}

function deadlineOf(
  config: ApprovalConfig["deadline"],
  path: Path,
  { diagnostics }: ResolveContext,
): Deadline | null {
  if (config === undefined) return null;
  const { seconds, business_hours: hours } = config;
  if ((seconds === undefined) === (hours === undefined)) {
    const hint = "State `seconds:` or `business_hours:`.";
    diagnostics.error("conflicting-keys", "A deadline is one of the two.", hint, { path });
    return null;
  }
  if (seconds !== undefined) return { kind: "elapsed", seconds };
  return { kind: "business", seconds: Math.ceil((hours ?? 0) * 3600) };
}

function reportDoubles(
  checks: readonly PreconditionConfig[],
  path: Path,
  { diagnostics }: ResolveContext,
): void {
  const seen = new Set<string>();
  for (const [index, { name }] of checks.entries()) {
    if (seen.has(name))
      diagnostics.error(
        "duplicate-id",
        `There is a precondition "${name}" already.`,
        "Give each a name of its own.",
        {
          path: [...path, index, "name"],
        },
      );
    seen.add(name);
  }
}

function reportCheck(
  { tool, expression }: PreconditionConfig,
  path: Path,
  { registry, diagnostics }: ResolveContext,
): void {
  const found = registry.tools.get(tool);
  if (found === undefined) {
    const hint = hintForName(tool, registry.tools.keys(), "tool");
    diagnostics.error("unknown-tool", `There is no tool "${tool}".`, hint, { path: [...path, "tool"] });
  } else if (found.effect !== "read" || found.requiresApproval) {
    const message = `"${tool}" does more than read.`;
    diagnostics.error("tool-not-allowed", message, "A precondition only looks.", { path: [...path, "tool"] });
  }
  const problem = expressionProblem(expression);
  if (problem !== null)
    diagnostics.error("condition-syntax", `The expression cannot be used: ${problem}.`, "It is JMESPath.", {
      path: [...path, "expression"],
    });
}

function expressionProblem(expression: string): string | null {
  try {
    assertExpression(expression);
    return null;
  } catch (error) {
    if (error instanceof HilError) return error.message;
    throw error;
  }
}
