/** The one place that reads the machine's clock and randomness; everything below takes them as arguments. */
export const nowMs = (): number => Date.now();
export const newId = (): string => crypto.randomUUID().replaceAll("-", "");
