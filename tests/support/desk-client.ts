import type { ConversationView, MessageView } from "../../shared/contracts/api/conversations.ts";
import type { HandoverView, HumanAgentView } from "../../shared/contracts/api/desk.ts";
import { developmentTenant } from "../../local/environment.ts";
import { openDevIssuer } from "../../local/dev-issuer.ts";
import type { HostFile } from "../../local/host-file.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import { type Answer, Client } from "./client.ts";
import { until } from "./until.ts";

/** Somebody who signed in with the development issuer, and talks or works over the public API. */
export class DeskClient {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  static async signIn(
    host: HostFile,
    dataDir: string,
    person: { subject: string; roles: Role[] },
  ): Promise<DeskClient> {
    const issuer = await openDevIssuer(dataDir);
    const token = await issuer.sign({ ...person, tenantId: developmentTenant, hours: 1 });
    return new DeskClient(new Client(host, token));
  }

  /** @throws Error with the answer when it is no success */
  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer: Answer<T> = await this.#client.request<T>(method, `/api/v1${path}`, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  open(workflowId: string, text: string): Promise<ConversationView> {
    return this.send("POST", "/conversations", { workflow_id: workflowId, message: { id: "first", text } });
  }

  say(conversationId: string, id: string, text: string): Promise<MessageView> {
    return this.send("POST", `/conversations/${conversationId}/messages`, { id, text });
  }

  conversation(conversationId: string): Promise<ConversationView> {
    return this.send("GET", `/conversations/${conversationId}`);
  }

  /** The conversation once it has come to this status in this episode. */
  comesTo(
    conversationId: string,
    status: ConversationView["status"],
    episode: number,
  ): Promise<ConversationView> {
    return until(async () => {
      const now = await this.conversation(conversationId);
      return now.status === status && now.episode === episode ? now : undefined;
    });
  }

  async messages(conversationId: string): Promise<MessageView[]> {
    const path = `/conversations/${conversationId}/messages?limit=100`;
    return (await this.send<{ messages: MessageView[] }>("GET", path)).messages;
  }

  act(handoverId: string, action: string, body: object = {}): Promise<HandoverView> {
    return this.send("POST", `/handovers/${handoverId}/${action}`, body);
  }

  comeOnline(): Promise<HumanAgentView> {
    return this.send("POST", "/human-agents/me/status", { status: "online" });
  }
}
