import type { Json } from "../../contracts/json.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { CompiledNode } from "../../contracts/workflow.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "../workflows/load-run.ts";
import { selectFields } from "../workflows/select-fields.ts";

/** What conditions read of an answer. An approval has none: the node goes on by what it finds in the database. */
export async function answerFields(tx: TenantTransaction, wait: Wait): Promise<Json> {
  if (wait.kind === "approval") return null;
  const { workflow } = await loadRun(tx, wait);
  return fieldsRead(workflow.nodes[wait.nodePath], wait.answer);
}

/** @throws OutputTooLargeError */
export function fieldsRead(node: CompiledNode | undefined, answer: Json): Json {
  return selectFields(answer, node?.reads ?? [], `node ${node?.id ?? ""}`);
}
