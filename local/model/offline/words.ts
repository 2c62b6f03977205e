/** Longer runs of letters are no words, and have no endings to cut. */
const longestWord = 30;
/** Longer texts are read up to here: rules need no more, and the time they take stays bounded. */
export const longestText = 20_000;

const stopWords = new Set(
  (
    "a an the and or but if of to in on at by for with from as is are was were be been being am it its this that these " +
    "those i me my mine we us our you your he him his she her they them their there here so than then too very can could " +
    "would should will shall may might must do does did done have has had just also any some all each such into about " +
    "please s t d m re ve ll"
  ).split(" "),
);

/** Words of a text in order: folded, contractions opened ("doesn't" is does, not), identifiers split, stemmed. */
export function wordsOf(text: string): string[] {
  const opened = text
    .slice(0, longestText)
    .normalize("NFKC")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/\b(can|won)'t\b/g, "$1 not")
    .replaceAll("n't", " not")
    .replaceAll(/\be-mail/g, "email");
  return (opened.match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
}

/** The words that carry meaning. */
export function termsOf(text: string): string[] {
  return wordsOf(text).filter((word) => !stopWords.has(word));
}

/**
 * Cuts the endings of English that inflection adds: plural s, -ing, -ed, -ly, final e. Coarser than Porter's algorithm
 * and enough to make "arrives", "arriving" and "arrived" one word; it only has to treat both sides alike.
 */
export function stem(word: string): string {
  if (word.length <= 3 || word.length > longestWord) return word;
  let root = word;
  if (root.endsWith("ies") && root.length > 4) root = `${root.slice(0, -3)}y`;
  else if (/(ss|sh|ch|x|z)es$/.test(root)) root = root.slice(0, -2);
  else if (root.endsWith("s") && !/(ss|us|is)$/.test(root)) root = root.slice(0, -1);
  const ending = /^(.*[aeiouy].{1,})(ing|ed)$/.exec(root);
  if (ending?.[1] !== undefined && ending[1].length >= 3) root = undouble(ending[1]);
  if (root.endsWith("ly") && root.length > 5) root = root.slice(0, -2);
  return root.length > 4 && root.endsWith("e") ? root.slice(0, -1) : root;
}

function undouble(root: string): string {
  return /([bdfgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}
