/**
 * Errors by consequence. Their `name`s are what `Retry` and `Catch` match in a state machine and what authors write in
 * `retry.errors` and `on_error`, so a name never changes once it has shipped. Messages hold no customer text: Step
 * Functions keeps them in an execution's history.
 */
export class HilError extends Error {
  /** Facts for logs and problem details; never secrets, never customer text. */
  readonly details: Record<string, string | number | boolean>;

  constructor(
    message: string,
    options: { cause?: unknown; details?: Record<string, string | number | boolean> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
  }
}

/** The same call may succeed later: throttled, timed out, unavailable. */
export class RetryableError extends HilError {}
/** The same call would fail again: bad input, refused, not there. */
export class FatalError extends HilError {}

/** A model provider answered 429. */
export class ProviderThrottledError extends RetryableError {}
/** A model provider did not answer in time. */
export class ProviderTimeoutError extends RetryableError {}
/** A model provider could not be reached or answered 5xx. */
export class ProviderUnavailableError extends RetryableError {}
/** A tool did not answer in time. */
export class ToolTimeoutError extends RetryableError {}
/** A tool's service could not be reached or answered 429 or 5xx. */
export class ToolUnavailableError extends RetryableError {}
/** The database could not be reached, or a transaction has to be tried again. */
export class DatabaseUnavailableError extends RetryableError {}

/** Something the caller sent cannot be used. */
export class InvalidInputError extends FatalError {}
/** A model provider refused the call (credentials, request, content). */
export class ProviderRefusedError extends FatalError {}
/** A model's answer did not fit the output schema, also after one repair. */
export class InvalidModelOutputError extends FatalError {}
/** A reasoning agent used up `max_iterations` without an answer. */
export class MaxIterationsExceededError extends FatalError {}
/** A reasoning agent repeated the same action without progress. */
export class LoopDetectedError extends FatalError {}
/** A tool ran and failed, or refused its input. */
export class ToolFailedError extends FatalError {}
/** An agent called a tool that its workflow does not grant. */
export class ToolNotGrantedError extends FatalError {}
/** A person refused a call that needs approval, or nobody approved it in time. */
export class ApprovalRefusedError extends FatalError {}
/** A template could not be rendered within its bounds. */
export class TemplateError extends FatalError {}
/** A value is larger than its limit (fields read by conditions: 8 KiB). */
export class OutputTooLargeError extends FatalError {}
/** Nobody answered a human task before its deadline. */
export class HumanTimeoutError extends FatalError {}
/** The thing does not exist, or not for this tenant. */
export class NotFoundError extends FatalError {}
/** The thing is not in a state that allows this any more. */
export class ConflictError extends FatalError {}
/** Who asks is known and may not do this. */
export class NotAllowedError extends FatalError {}
/** Who asks is not known: no credential, or one that does not verify. */
export class NotAuthenticatedError extends FatalError {}
/** Too many requests for this credential. */
export class RateLimitedError extends RetryableError {}

const all = {
  ProviderThrottledError,
  ProviderTimeoutError,
  ProviderUnavailableError,
  ToolTimeoutError,
  ToolUnavailableError,
  DatabaseUnavailableError,
  InvalidInputError,
  ProviderRefusedError,
  InvalidModelOutputError,
  MaxIterationsExceededError,
  LoopDetectedError,
  ToolFailedError,
  ToolNotGrantedError,
  ApprovalRefusedError,
  TemplateError,
  OutputTooLargeError,
  HumanTimeoutError,
  NotFoundError,
  ConflictError,
  NotAllowedError,
  NotAuthenticatedError,
  RateLimitedError,
};

/** Every error name a workflow author may write. */
export const errorNames: readonly string[] = Object.keys(all);
/** What a node's `retry` matches unless it names errors itself. */
export const retryableErrorNames: readonly string[] = Object.entries(all)
  .filter(([, type]) => type.prototype instanceof RetryableError)
  .map(([name]) => name);
