/** Names of the network's subnet groups, for `vpc.selectSubnets({ subnetGroupName })`. */
export const subnetGroups = {
  public: "public",
  /** Leave by NAT. */
  functions: "functions",
  /** No route to the internet. */
  database: "database",
  /** No route to the internet; only with code agents. */
  sandbox: "sandbox",
} as const;
