/** Names of values that atoms of both languages share: what a path of names finds in an output or in the input. */
export function inputSubject(): string {
  return "input";
}

export function outputSubject(nodeId: string): string {
  return `output ${nodeId}`;
}

export function stepSubject(holder: string, name: string): string {
  return `${holder}.${JSON.stringify(name)}`;
}
