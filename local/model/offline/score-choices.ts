import { conceptsNamed, conceptsSignalled } from "./lexicon.ts";
import { termsOf, wordsOf } from "./words.ts";

export interface Choice {
  value: string;
  /** What the prompt or the schema says of it; may be empty. */
  hint: string;
}

export interface Classification {
  value: string;
  /** From 0 to 1, by the lead of the best choice over the next; not a probability. */
  confidence: number;
}

const fallbacks = new Set(
  "other others unknown none misc miscellaneous unclear fallback default neutral na general unsure".split(
    " ",
  ),
);
/** Words in names of choices that say nothing about which of them is meant. */
const vague = new Set(
  "request issue question inquiry enquiry query problem general customer support service help message order type category"
    .split(" ")
    .flatMap((word) => wordsOf(word)),
);

const weights = { name: 3, vagueName: 0.4, hint: 1, namedConcept: 2.5, hintedConcept: 1 };
const noEvidence = 0.4;
const leastEvidence = 0.8;

/** Picks the choice whose name, hint and meaning share most with a text; the fallback choice where none shares anything. */
export function classify(text: string, choices: readonly Choice[]): Classification {
  const scored = scoreChoices(text, choices);
  const ranked = scored
    .map((score, index) => ({ score, index }))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  const [best, next] = ranked;
  if (best === undefined) return { value: "", confidence: 0 };
  const fallback = choices.find(({ value }) => isFallback(value));
  if (best.score < leastEvidence)
    return { value: (fallback ?? choices[0])?.value ?? "", confidence: noEvidence };
  return { value: choices[best.index]?.value ?? "", confidence: confidenceOf(best.score, next?.score ?? 0) };
}

/** One score for each choice, in their order; 0 for a choice that shares nothing with the text. */
export function scoreChoices(text: string, choices: readonly Choice[]): number[] {
  const words = wordsOf(text);
  const terms = new Set(termsOf(text));
  const signalled = conceptsSignalled(words);
  const rarity = rarityOf(choices);
  return choices.map((choice) => {
    if (isFallback(choice.value)) return 0;
    const nameTerms = new Set(termsOf(choice.value));
    const hintTerms = new Set(termsOf(choice.hint).filter((term) => !nameTerms.has(term)));
    const named = conceptsNamed(wordsOf(choice.value));
    const hinted = conceptsNamed(wordsOf(choice.hint));
    return (
      sum(
        shared(nameTerms, terms),
        (term) => (vague.has(term) ? weights.vagueName : weights.name) * rarity(term),
      ) +
      sum(shared(hintTerms, terms), (term) => weights.hint * rarity(term)) +
      shared(named, signalled).length * weights.namedConcept +
      shared(hinted, signalled).filter((concept) => !named.has(concept)).length * weights.hintedConcept
    );
  });
}

/** What every choice says helps to choose none (inverse document frequency over the choices). */
function rarityOf(choices: readonly Choice[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const { value, hint } of choices) {
    for (const term of new Set(termsOf(`${value} ${hint}`))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const scale = Math.log(1 + choices.length);
  return (term) => Math.log(1 + choices.length / (counts.get(term) ?? 1)) / scale;
}

function confidenceOf(best: number, next: number): number {
  const lead = (best - next) / best;
  const evidence = 1 - Math.exp(-best / 1.5);
  return Math.round((0.35 + 0.6 * lead * evidence) * 100) / 100;
}

function isFallback(value: string): boolean {
  return wordsOf(value).some((word) => fallbacks.has(word)) && conceptsNamed(wordsOf(value)).size === 0;
}

function shared(first: ReadonlySet<string>, second: ReadonlySet<string>): string[] {
  return [...first].filter((item) => second.has(item));
}

function sum(items: readonly string[], weight: (item: string) => number): number {
  return items.reduce((total, item) => total + weight(item), 0);
}
