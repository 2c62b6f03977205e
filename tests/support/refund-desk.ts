import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { type Attempt, readAttempts } from "../../local/demo-shop/once-per-key.ts";
import { developmentTenant, openDevIssuer } from "../../local/index.ts";
import type { HostFile } from "../../local/host-file.ts";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import { type Answer, Client } from "./client.ts";
import type { HostProcess } from "./host-process.ts";
import { until } from "./until.ts";

export interface Refund {
  order_id: string;
  amount_usd: number;
  reason: string;
}

/** A host whose people are asked about refunds, over its public API, and the shop's own ledger of what happened. */
export class RefundDesk {
  readonly #host: HostProcess;
  readonly #file: HostFile;

  constructor(host: HostProcess, file: HostFile) {
    this.#host = host;
    this.#file = file;
  }

  /** What this person's program would send. */
  async as(subject: string, role: Role = "approver", tenantId = developmentTenant): Promise<Client> {
    const issuer = await openDevIssuer(this.#host.dataDir);
    return new Client(this.#file, await issuer.sign({ subject, roles: [role], tenantId, hours: 1 }));
  }

  /** Every attempt to refund, in order. */
  refunds(): Attempt[] {
    const database = new DatabaseSync(join(this.#host.dataDir, "demo-shop.db"), { readOnly: true });
    try {
      return readAttempts(database).filter(({ route }) => route === "POST /refunds");
    } finally {
      database.close();
    }
  }

  /** Publishes a workflow that is nothing but one refund; `contract` is YAML of its `approval`, indented by ten. */
  async publish(name: string, contract: string): Promise<void> {
    const source = `
name: ${name}
version: 1.0.0
workflow:
  nodes:
    - id: refund
      type: tool
      config:
        tool: shopify.refund
        input:
          order_id: "{{ order_id }}"
          amount_usd: "{{ amount_usd }}"
          reason: "{{ reason }}"
        approval:
${contract}
`;
    const { status, body } = await (await this.as("dev", "developer")).post("/workflows", { source });
    if (status !== 201) throw new Error(`publish: ${status} ${JSON.stringify(body)}`);
  }

  /** Starts a refund as `subject` and waits until people are asked. */
  async request(
    workflow: string,
    refund: Refund,
    subject = "olga",
  ): Promise<{ runId: string; task: HumanTaskView }> {
    const client = await this.as(subject, "operator");
    const { execution_id } = await client.execute(workflow, { ...refund });
    const { human_tasks } = await client.settled(execution_id);
    const { body } = await client.get<HumanTaskView>(`/human-tasks/${human_tasks[0]?.id}`);
    return { runId: execution_id, task: body };
  }

  async task(id: string): Promise<HumanTaskView> {
    return (await (await this.as("looker", "operator")).get<HumanTaskView>(`/human-tasks/${id}`)).body;
  }

  /** Decides as a person who looked at the task would; `changes` are what they send instead. */
  async decide(
    subject: string,
    task: HumanTaskView,
    answer: object,
    changes: { role?: Role; tenantId?: string; arguments_hash?: string; round?: number } = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<HumanTaskView & { code?: string }>> {
    const { role, tenantId, ...rest } = changes;
    const body = { answer, arguments_hash: task.call?.arguments_hash, round: task.round, ...rest };
    const client = await this.as(subject, role, tenantId);
    return client.post(`/human-tasks/${task.id}/decision`, body, headers);
  }

  /** The run's end. */
  async ended(runId: string) {
    return (await this.as("looker", "operator")).ended(runId);
  }

  /** Once the task has this status. */
  async until(id: string, status: HumanTaskView["status"]): Promise<HumanTaskView> {
    return until(async () => {
      const task = await this.task(id);
      return task.status === status ? task : undefined;
    });
  }
}
