const reached = new Set<number>();

/**
 * Switches one mutant on in code that holds several (null: none), in this thread.
 * @returns the mutants whose places were reached, which goes on to grow
 */
export function setMutant(active: number | null): Set<number> {
  const isOn = (number: number) => {
    reached.add(number);
    return number === active;
  };
  Object.assign(globalThis, { hilMutant: isOn });
  return reached;
}
