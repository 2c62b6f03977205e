// What other programs of this project may use of the embedded host.
export { openDevIssuer } from "./dev-issuer.ts";
export { developmentTenant } from "./environment.ts";
export { startHost } from "./host.ts";
export { readHostFile } from "./host-file.ts";
export { workflowsDir } from "./publish-workflows.ts";
export { readSettings } from "./settings.ts";
export { stateHistory } from "./state-history.ts";
export { listPriceUsd } from "./list-price.ts";
export { workflowCompiler } from "../shared/services/workflow-compiler.ts";
