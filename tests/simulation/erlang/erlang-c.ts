export interface QueueFacts {
  /** That somebody who comes has to wait. */
  waitingProbability: number;
  /** Of everybody, those who do not wait included; in the unit of `meanServiceMs`. */
  meanWaitMs: number;
}

/**
 * Erlang's second formula for c servers, Poisson arrivals and exponential service, first come first served (A. K. Erlang
 * 1917; L. Kleinrock, Queueing Systems I, 1975, section 3.5), by the recursion of his first: B(0) = 1,
 * B(n) = aB(n-1) / (n + aB(n-1)), C = B(c) / (1 - r(1 - B(c))) with a = c r; the mean wait is C s / (c (1 - r)).
 * `utilisation` r is below 1.
 */
export function erlangC(servers: number, utilisation: number, meanServiceMs: number): QueueFacts {
  const offered = servers * utilisation;
  let blocking = 1;
  for (let n = 1; n <= servers; n += 1) blocking = (offered * blocking) / (n + offered * blocking);
  const waitingProbability = blocking / (1 - utilisation * (1 - blocking));
  return {
    waitingProbability,
    meanWaitMs: (waitingProbability * meanServiceMs) / (servers * (1 - utilisation)),
  };
}
