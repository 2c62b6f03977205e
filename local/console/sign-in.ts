import type { Role } from "../../shared/contracts/principal.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { developmentTenant } from "../environment.ts";
import { openPlace } from "./open-place.ts";
import { createSignInCodes, type Person } from "./sign-in-codes.ts";

/** Signs people in on this machine without a key being typed, shown or kept. */
export interface SignIn {
  /** A code for somebody; it can be used once. */
  codeFor(person: Person): string;
  /** Null for a code that is not known, or was used. */
  redeem(code: string): Promise<ConsoleSession | null>;
}

export interface ConsoleSession {
  credential: string;
  customer_credential: string;
}

interface Parts {
  database: Database;
  sign: (person: Person & { tenantId: string; hours: number }) => Promise<string>;
}

const hours = 12;
/** In whose place the newcomer writes; the demo shop's order 12345 is theirs. */
export const demoCustomer: Person = { subject: "john@example.com", roles: ["consumer"] };
/** Who decides and answers: everything that can be tried is open to them. */
export const demoPerson: Person = {
  subject: "maria@example.com",
  roles: ["owner", "human_agent", "approver"],
};

export function createSignIn({ database, sign }: Parts): SignIn {
  const codes = createSignInCodes();
  return {
    codeFor: (person) => codes.issue(person),
    async redeem(code) {
      const person = codes.redeem(code);
      if (person === null) return null;
      if (worksAtDesk(person.roles)) await openPlace(person.subject, database);
      const [credential, customer_credential] = await Promise.all(
        [person, demoCustomer].map((each) => sign({ ...each, tenantId: developmentTenant, hours })),
      );
      return { credential: credential!, customer_credential: customer_credential! };
    },
  };
}

function worksAtDesk(roles: Role[]): boolean {
  return roles.includes("human_agent");
}
