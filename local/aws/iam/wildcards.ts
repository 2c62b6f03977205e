/** Whether a text fits a pattern in which `*` stands for any characters, also none, and `?` for exactly one. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0;
  let patternAt = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const expected = pattern[patternAt];
    if (expected === "*") {
      lastStar = patternAt++;
      resumeAt = at;
    } else if (expected === "?" || expected === text[at]) {
      patternAt += 1;
      at += 1;
    } else if (lastStar >= 0) {
      // The last star takes one character more; earlier ones never have to.
      patternAt = lastStar + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (pattern[patternAt] === "*") patternAt += 1;
  return patternAt === pattern.length;
}

const partCount = 6;

/**
 * Whether an ARN fits a pattern. The parts between its first five colons are compared one by one, so that a wildcard never
 * reaches into the next part; the sixth is the rest, colons included.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const [expected, parts] = [partsOf(pattern), partsOf(arn)];
  if (expected.length !== partCount || parts.length !== partCount) return false;
  return expected.every((part, index) => matchesWildcards(part, parts[index]!));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [
    ...parts.slice(0, partCount - 1),
    ...(parts.length < partCount ? [] : [parts.slice(partCount - 1).join(":")]),
  ];
}
