/** Lookups walk down this far before layers are copied together. */
const maxLayers = 32;

/**
 * A map that is extended without being copied: what many ways through a workflow have in common is kept once. An extension
 * may be written to until it is handed on.
 */
export class LayeredMap<Value> {
  private readonly top: Map<string, Value>;
  private readonly below: LayeredMap<Value> | undefined;
  private readonly layers: number;

  private constructor(top: Map<string, Value>, below: LayeredMap<Value> | undefined) {
    this.top = top;
    this.below = below;
    this.layers = below === undefined ? 1 : below.layers + 1;
  }

  static of<Value>(entries: Iterable<[string, Value]>): LayeredMap<Value> {
    return new LayeredMap(new Map(entries), undefined);
  }

  get(key: string): Value | undefined {
    return this.top.get(key) ?? this.below?.get(key);
  }

  set(key: string, value: Value): void {
    this.top.set(key, value);
  }

  /** A map that starts out equal to this one. */
  extend(): LayeredMap<Value> {
    if (this.top.size === 0 && this.below !== undefined) return new LayeredMap(new Map(), this.below);
    return this.layers < maxLayers ? new LayeredMap(new Map(), this) : LayeredMap.of(this.entries());
  }

  entries(): Map<string, Value> {
    const all = this.below === undefined ? new Map<string, Value>() : this.below.entries();
    for (const [key, value] of this.top) all.set(key, value);
    return all;
  }

  values(): Iterable<Value> {
    return this.entries().values();
  }
}
