/** A value that is made at its first use and kept for the life of the process (a warm Lambda, the embedded host). */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
