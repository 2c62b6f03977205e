import type { Principal } from "../../contracts/principal.ts";

/** Whom to hold apart where it matters that two are not the same: a person is one, with however many credentials. */
export function personOf({ person, subject }: Principal): string {
  return person ?? subject;
}
