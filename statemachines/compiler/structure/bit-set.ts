/** A set of small whole numbers, for graph algorithms that work on many nodes at once. All operations return new sets. */
export class BitSet {
  private readonly words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.words = words;
  }

  static empty(capacity: number): BitSet {
    return new BitSet(new Uint32Array(Math.ceil(capacity / 32)));
  }

  static of(capacity: number, members: Iterable<number>): BitSet {
    const set = BitSet.empty(capacity);
    for (const member of members) set.insert(member);
    return set;
  }

  has(member: number): boolean {
    return ((this.words[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0;
  }

  union(other: BitSet): BitSet {
    return this.combine(other, (mine, theirs) => mine | theirs);
  }

  intersection(other: BitSet): BitSet {
    return this.combine(other, (mine, theirs) => mine & theirs);
  }

  without(other: BitSet): BitSet {
    return this.combine(other, (mine, theirs) => mine & ~theirs);
  }

  get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  get size(): number {
    let size = 0;
    for (const member of this.members()) size += member >= 0 ? 1 : 0;
    return size;
  }

  /** In rising order. */
  *members(): Generator<number> {
    for (let index = 0; index < this.words.length; index++) {
      let word = this.words[index] ?? 0;
      while (word !== 0) {
        const lowest = 31 - Math.clz32(word & -word);
        yield index * 32 + lowest;
        word &= word - 1;
      }
    }
  }

  get first(): number | undefined {
    return this.members().next().value ?? undefined;
  }

  /** Equal sets have equal keys. */
  get key(): string {
    return this.words.join(",");
  }

  /** Changes this set: only for whoever is still building it. */
  insert(member: number): void {
    const index = member >>> 5;
    this.words[index] = (this.words[index] ?? 0) | (1 << (member & 31));
  }

  private combine(other: BitSet, operation: (mine: number, theirs: number) => number): BitSet {
    const words = new Uint32Array(this.words.length);
    for (let index = 0; index < words.length; index++)
      words[index] = operation(this.words[index] ?? 0, other.words[index] ?? 0);
    return new BitSet(words);
  }
}
