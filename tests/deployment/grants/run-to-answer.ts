import type { ExecutionView } from "../../../shared/contracts/api/executions.ts";
import type { Client } from "../../support/client.ts";

/** The spec's request, from the customer's message over the manager's approval to the answer. */
export async function runToAnswer(client: Client): Promise<ExecutionView> {
  const { execution_id } = await client.execute("customer_support", {
    customer_message: "I want to return order #12345",
    customer_id: "cust_789",
  });
  const { human_tasks } = await client.settled(execution_id);
  await client.post(`/human-tasks/${human_tasks[0]?.id}/decision`, { answer: { decision: "approve" } });
  return client.ended(execution_id);
}
