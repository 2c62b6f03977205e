import { FatalError, RetryableError } from "../../contracts/errors.ts";

/** There is no key to seal or open with: nothing is stored unsealed instead. Opening may work once the key is back. */
export class SealingKeysUnavailableError extends RetryableError {}

/** A sealed text was changed, or stands where it does not belong. */
export class SealBrokenError extends FatalError {}
