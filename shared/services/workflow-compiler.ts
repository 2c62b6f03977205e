import type { Compilation } from "../domain/workflows/ports.ts";
import { lazy } from "../runtime/lazy.ts";
import { compileWorkflow } from "../../statemachines/compiler/compile-workflow.ts";
import { agents } from "./agents.ts";
import { tools } from "./tools.ts";

/** The compiler with this deployment's agents and tools. */
export const workflowCompiler = lazy(() => {
  const registry = {
    agents: agents(),
    tools: new Map(
      tools()
        .list()
        .map((tool) => [tool.name, tool]),
    ),
  };
  return {
    compile: (source: string, file: string): Compilation => compileWorkflow(source, file, registry),
  };
});
