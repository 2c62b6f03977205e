/** Time as tools need it. */
export interface Timers {
  /** Calls back once after `delayMs`; the function it returns calls that off. */
  after(delayMs: number, callback: () => void): () => void;
}
