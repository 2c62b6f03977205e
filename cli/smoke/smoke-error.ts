/** The deployment did not do what it should: a sentence for whoever deployed it. */
export class SmokeError extends Error {
  override readonly name = "SmokeError";
}
