import type { Findings } from "./finding.ts";
import type { StateList } from "./state-list.ts";

const NAME_LIMIT = 80;
const LABEL_LIMIT = 40;
/** White space, brackets, wildcards, special and control characters. */
const NOT_IN_LABELS = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

/** Names of states are unique in the whole machine and at most 80 characters long; so are labels, with 40. */
export function checkNames(lists: StateList[], findings: Findings): void {
  const states = lists.flatMap((list) => list.states);
  const names = new Set<string>();
  for (const { name, at } of states) {
    if (names.has(name)) findings.error("DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, at);
    names.add(name);
    checkName(name, at, findings);
  }
  const labels = new Set<string>();
  for (const { type, fields, at } of states) {
    const label = fields["Label"];
    if (type !== "Map" || label === undefined) continue;
    if (typeof label !== "string") {
      findings.schema("Expected value of type String", `${at}/Label`);
      continue;
    }
    if (labels.has(label)) findings.error("DUPLICATE_LABEL_NAME", `Duplicate label: ${label}`, `${at}/Label`);
    labels.add(label);
    checkLabel(label, `${at}/Label`, findings);
  }
}

function checkName(name: string, at: string, findings: Findings): void {
  const length = Array.from(name).length;
  if (length >= 1 && length <= NAME_LIMIT) return;
  findings.error("INVALID_STATE_NAME", `State name must have 1 to ${NAME_LIMIT} characters`, at);
}

function checkLabel(label: string, at: string, findings: Findings): void {
  if (label === "") return findings.error("INVALID_LABEL_NAME", "Label cannot be empty", at);
  if (Array.from(label).length > LABEL_LIMIT) {
    findings.error("INVALID_LABEL_NAME", `Label cannot exceed ${LABEL_LIMIT} characters`, at);
  }
  const [invalid] = NOT_IN_LABELS.exec(label) ?? [];
  if (invalid === undefined) return;
  findings.error("INVALID_LABEL_NAME", `Label contains invalid character: ${JSON.stringify(invalid)}`, at);
}
