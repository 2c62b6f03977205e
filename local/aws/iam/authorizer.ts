import { ServiceError } from "../http/service-error.ts";
import type { Identity } from "../identity.ts";
import type { Caller } from "./caller.ts";
import { evaluate, type Need, type Verdict } from "./evaluate.ts";
import { assertSupported, type PolicyDocument } from "./policy-document.ts";

/** The policies of a role, asked for at each request; undefined when there is no such role. */
export type Policies = (role: string) => readonly PolicyDocument[] | undefined;

/** One need of one request, and what came of it. */
export interface Decision {
  caller: Caller;
  need: Need;
  verdict: Verdict;
}

/** Says in a service's own words that a caller may not. */
export type AccessDenied = (message: string) => ServiceError;

export interface AuthorizerOptions {
  identity: Identity;
  /** Without them everybody may do everything. */
  policies?: Policies | undefined;
  /** Hears of every decision. */
  onDecision?: ((decision: Decision) => void) | undefined;
  log: (message: string) => void;
}

/** Decides what callers may do. Programs outside the host act for the operator, who may do everything. */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #checked = new WeakSet<PolicyDocument>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /** @throws ServiceError when one of the needs is not met; the refusal is logged */
  demand(caller: Caller, needs: readonly Need[], denied: AccessDenied = accessDeniedException): void {
    for (const need of needs) {
      const verdict = this.#decide(caller, need);
      this.#options.onDecision?.({ caller, need, verdict });
      if (verdict === "allowed") continue;
      const message = this.#explain(caller, need, verdict);
      this.#options.log(`AccessDenied: ${message}`);
      throw denied(message);
    }
  }

  #decide(caller: Caller, need: Need): Verdict {
    if (this.#options.policies === undefined || caller.kind === "operator") return "allowed";
    if (caller.kind === "unattributed") return "not-allowed";
    const policies = this.#options.policies(caller.role) ?? [];
    for (const policy of policies) this.#check(policy);
    return evaluate(policies, need);
  }

  #check(policy: PolicyDocument): void {
    if (this.#checked.has(policy)) return;
    assertSupported(policy);
    this.#checked.add(policy);
  }

  #explain(caller: Caller, { action, resource }: Need, verdict: Verdict): string {
    if (caller.kind !== "role") {
      return `A request from inside the host that names no function may not perform ${action} on resource: ${resource}`;
    }
    const user = `arn:aws:sts::${this.#options.identity.accountId}:assumed-role/${caller.role}/${caller.session}`;
    const reason =
      verdict === "denied"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  }
}

/** How most services refuse. */
export function accessDeniedException(message: string, status = 400): ServiceError {
  return new ServiceError({ code: "AccessDeniedException", message, status });
}
