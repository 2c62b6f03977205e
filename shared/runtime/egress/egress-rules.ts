/** Where requests to addresses that tenants or users give may go. Without either: to every public host. */
export interface EgressRules {
  /** When set, these hosts alone: `api.example.com`, or `*.example.com` for all below it. */
  hosts?: readonly string[];
  /**
   * Exact origins that are reached whatever they are, such as `http://127.0.0.1:8025`: what the operator has put inside the
   * network on purpose. Never a tenant's choice.
   */
  origins?: readonly string[];
}

/** Whether a lower-case host is one of the rules'. */
export function isHostAllowed({ hosts }: EgressRules, host: string): boolean {
  if (hosts === undefined) return true;
  return hosts.some((pattern) =>
    pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
}
