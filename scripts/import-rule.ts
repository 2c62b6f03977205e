/** What a folder may import: our own folders, npm packages, and whether Node's modules. A folder may import itself. */
export interface ImportRule {
  folder: string;
  folders: string[];
  packages: string[];
  node: boolean;
  /** Node's modules that open sockets too; all others send requests through `shared/runtime/egress`, or an SDK. */
  network?: true;
}

const pure = { node: false };
const core = ["shared/contracts", "shared/domain"];
/** What is deployed and what follows from it, as data: for the stacks and for the embedded host. */
const derivation = ["infra/topology.ts", "infra/deployment.ts", "infra/access.ts", "infra/policies.ts"];
const pureLibraries = [
  "zod",
  "yaml",
  "jsonata",
  "jmespath",
  "@huggingface/jinja",
  "ajv",
  "re2js",
  "standardwebhooks",
];

/** First match wins, so the narrower folder stands first. Where a rule ends in `*`, siblings may not import each other. */
export const importRules: ImportRule[] = [
  { folder: "shared/contracts", folders: [], packages: ["zod"], ...pure },
  { folder: "shared/domain", folders: core, packages: pureLibraries, ...pure },
  {
    folder: "shared/runtime/egress",
    folders: ["shared/contracts", "shared/runtime"],
    packages: ["undici"],
    node: true,
    network: true,
  },
  {
    folder: "shared/runtime",
    folders: ["shared/contracts"],
    packages: ["zod", "@aws-lambda-powertools/"],
    node: true,
  },
  {
    folder: "shared/adapters/openai",
    folders: [...core, "shared/runtime"],
    packages: ["openai", "zod"],
    node: true,
  },
  {
    folder: "shared/adapters/anthropic",
    folders: [...core, "shared/runtime"],
    packages: ["@anthropic-ai/sdk", "zod"],
    node: true,
  },
  {
    folder: "shared/adapters/postgres",
    folders: [...core, "shared/runtime"],
    packages: ["pg", "@electric-sql/pglite", "zod"],
    node: true,
  },
  {
    folder: "shared/adapters/step-functions",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-sfn"],
    node: true,
  },
  {
    folder: "shared/adapters/sqs",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-sqs"],
    node: true,
  },
  {
    folder: "shared/adapters/dynamodb",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-dynamodb"],
    node: true,
  },
  {
    folder: "shared/adapters/secrets",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-secrets-manager", "zod"],
    node: true,
  },
  {
    folder: "shared/adapters/event-bridge",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-eventbridge"],
    node: true,
  },
  {
    folder: "shared/adapters/tokens",
    folders: [...core, "shared/runtime"],
    packages: ["jose", "zod"],
    node: true,
  },
  {
    folder: "shared/adapters/smtp",
    folders: [...core, "shared/runtime"],
    packages: ["nodemailer"],
    node: true,
  },
  {
    folder: "shared/adapters/ses",
    folders: [...core, "shared/runtime"],
    packages: ["@aws-sdk/client-sesv2"],
    node: true,
  },
  { folder: "shared/adapters/*", folders: [...core, "shared/runtime"], packages: ["zod"], node: true },
  {
    folder: "shared/services",
    folders: [...core, "shared/runtime", "shared/adapters", "statemachines"],
    packages: ["zod"],
    node: true,
  },
  { folder: "statemachines", folders: [...core, "statemachines"], packages: pureLibraries, ...pure },
  {
    folder: "functions/api",
    folders: ["shared", "statemachines"],
    packages: ["hono", "@hono/zod-openapi", "zod"],
    node: true,
  },
  { folder: "functions/*", folders: ["shared", "statemachines"], packages: ["zod"], node: false },
  { folder: "infra/topology.ts", folders: ["shared/contracts"], packages: [], ...pure },
  { folder: "infra/deployment.ts", folders: ["shared/contracts"], packages: [], ...pure },
  { folder: "infra/access.ts", folders: ["shared/contracts", "infra/deployment.ts"], packages: [], ...pure },
  {
    folder: "infra/policies.ts",
    folders: ["shared/contracts", "infra/deployment.ts", "infra/access.ts"],
    packages: [],
    ...pure,
  },
  { folder: "infra/config", folders: ["shared/contracts", ...derivation], packages: ["zod"], ...pure },
  {
    folder: "infra/bundle",
    folders: ["shared/contracts", ...derivation],
    packages: ["esbuild", "vite"],
    node: true,
  },
  {
    folder: "infra/cost",
    folders: [
      "shared/contracts",
      "shared/domain/llm",
      "shared/services/workflow-compiler.ts",
      "statemachines",
      ...derivation,
      "infra/config",
      "infra/dead-letters.ts",
      "infra/standing-secrets.ts",
    ],
    packages: ["zod"],
    node: true,
  },
  {
    folder: "infra",
    folders: [
      "shared/contracts",
      "statemachines/asl",
      "statemachines/compiler",
      // A workflow that ships is deployed under the digest that its functions know it by.
      "shared/domain/workflows/revision-digest.ts",
      "shared/services/workflow-compiler.ts",
      "infra",
    ],
    packages: ["aws-cdk-lib", "constructs", "cdk-nag", "zod", "@aws-sdk/"],
    node: true,
  },
  {
    folder: "local",
    folders: [...derivation, "functions", "statemachines", "shared"],
    packages: ["hono", "@hono/node-server", "jose", "yaml", "zod", "@aws-sdk/client-sfn", "dynalite"],
    node: true,
    network: true,
  },
  { folder: "console/vite.config.ts", folders: [], packages: ["vite", "@vitejs/"], node: true },
  {
    folder: "console",
    folders: ["shared/contracts"],
    packages: [
      "react",
      "react-dom",
      "@tanstack/react-query",
      "@tanstack/react-virtual",
      "@xyflow/react",
      "@dagrejs/dagre",
    ],
    ...pure,
  },
  {
    folder: "cli",
    folders: [
      "shared/contracts",
      // Whoever verifies receipts computes their chain as whoever wrote it.
      "shared/domain/approvals/receipt-chain.ts",
      "shared/domain/approvals/view-receipt.ts",
      "statemachines",
      "local/index.ts",
    ],
    packages: ["yaml", "zod"],
    node: true,
  },
];
