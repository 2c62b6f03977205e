import type { Mutation } from "./mutation.ts";

type Numbered = Pick<Mutation, "start" | "end" | "replacement" | "form"> & { number: number };

/**
 * A source that holds all of its mutants, of which one at a time is switched on (mutant schemata; R. Untch, A. Offutt and
 * M. Harrold 1993): `globalThis.hilMutant(number)` says at each place whether it is that one. So code is loaded once and
 * judged as often as there are mutants.
 */
export function switchMutants(source: string, mutants: readonly Numbered[]): string {
  const outermostFirst = [...mutants].sort((a, b) => a.start - b.start || b.end - a.end);
  return render(source, 0, source.length, outermostFirst);
}

function render(source: string, start: number, end: number, inside: readonly Numbered[]): string {
  let text = "";
  let at = start;
  for (let index = 0; index < inside.length;) {
    const first = inside[index]!;
    const here = inside.filter((each) => each.start === first.start && each.end === first.end);
    const deeper = inside.filter(
      (each) => each.start >= first.start && each.end <= first.end && !here.includes(each),
    );
    const original = render(source, first.start, first.end, deeper);
    text += source.slice(at, first.start) + switched(original, here);
    at = first.end;
    index += here.length + deeper.length;
  }
  return text + source.slice(at, end);
}

function switched(original: string, here: readonly Numbered[]): string {
  return here.reduce((text, { form, number, replacement }) => {
    const isOn = `globalThis.hilMutant?.(${number})`;
    switch (form) {
      case "statement":
        // In a block, lest an `else` that follows becomes its own.
        return `{ if (!${isOn}) { ${text} } }`;
      case "property":
        return `...(${isOn} ? {} : { ${text} })`;
      case "expression":
        return `(${isOn} ? (${replacement}) : (${text}))`;
    }
  }, original);
}
