import { createHash, randomBytes } from "node:crypto";
import type { Role } from "../../shared/contracts/principal.ts";

export interface Person {
  subject: string;
  roles: Role[];
}

/** Codes that sign somebody in once. They are kept as hashes, and no longer than this process. */
export interface SignInCodes {
  issue(person: Person): string;
  /** Whom the code signs in; null for one that is not known or was used. */
  redeem(code: string): Person | null;
}

export function createSignInCodes(): SignInCodes {
  const people = new Map<string, Person>();
  return {
    issue(person) {
      const code = randomBytes(18).toString("base64url");
      people.set(hash(code), person);
      return code;
    },
    redeem(code) {
      const person = people.get(hash(code)) ?? null;
      people.delete(hash(code));
      return person;
    },
  };
}

function hash(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
