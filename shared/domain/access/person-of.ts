import type { Principal } from "../../contracts/principal.ts";
import { apiKeySubjectPrefix } from "./api-key-format.ts";

/** Whom to tell apart where it matters that two are not the same: a person is one, with however many credentials. */
export function personOf({ person, subject }: Principal): string {
  return person ?? subject;
}

/** As `personOf`; null for an API key from before keys said whose they are. */
export function knownPersonOf(principal: Principal): string | null {
  const person = personOf(principal);
  return person.startsWith(apiKeySubjectPrefix) ? null : person;
}
