import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type { CannedReply, DeskSettings, HumanAgent } from "../../../shared/contracts/human-agent.ts";
import type { DeskStore, HumanAgentStore } from "../../../shared/domain/queue/ports.ts";
import { inOrder } from "./page.ts";
import type { Table } from "./table.ts";

export interface DeskTables {
  humanAgents: Table<HumanAgent>;
  cannedReplies: Table<CannedReply>;
  /** One row at the most. */
  deskSettings: Table<{ settings: DeskSettings }>;
}

export function createHumanAgentStore({ humanAgents }: DeskTables, tenantId: string): HumanAgentStore {
  const get = async (humanAgentId: string) => humanAgents.find(humanAgentId);
  const assertFree = ({ humanAgentId, subject, email }: HumanAgent) => {
    const isTaken = humanAgents.some(
      (each) => each.humanAgentId !== humanAgentId && (each.subject === subject || each.email === email),
    );
    if (isTaken) throw new ConflictError("It exists already.");
  };
  return {
    async insert(agent) {
      if (agent.tenantId !== tenantId) throw new Error("row-level security: another tenant's row");
      assertPossible(agent);
      assertFree(agent);
      humanAgents.insert(agent);
    },
    get,
    lock: get,
    getBySubject: async (subject) => humanAgents.where((each) => each.subject === subject)[0] ?? null,
    async save({ humanAgentId, name, email, skills, status, maxCapacity, currentLoad, lastActiveAtMs }) {
      const standing = await get(humanAgentId);
      if (standing === null) throw new NotFoundError("There is no such human agent.");
      const changing = { name, email, skills, status, maxCapacity, currentLoad, lastActiveAtMs };
      assertPossible({ ...standing, ...changing });
      assertFree({ ...standing, ...changing });
      humanAgents.change(humanAgentId, changing);
    },
    list: async (status) =>
      humanAgents
        .where((each) => status === null || each.status === status)
        .sort((a, b) => inOrder(a.humanAgentId, b.humanAgentId)),
  };
}

/** The table's checks. */
function assertPossible({ status, maxCapacity, currentLoad }: HumanAgent): void {
  const isPossible =
    maxCapacity > 0 &&
    0 <= currentLoad &&
    currentLoad <= maxCapacity &&
    (status !== "offline" || currentLoad === 0);
  if (!isPossible) throw new InvalidInputError("The database cannot hold such a human agent.");
}

export function createDeskStore({ cannedReplies, deskSettings }: DeskTables, tenantId: string): DeskStore {
  return {
    settings: async () => deskSettings.find("")?.settings ?? null,
    async saveSettings(settings) {
      deskSettings.remove("");
      deskSettings.insert({ settings });
    },
    cannedReplies: async () =>
      cannedReplies.where(() => true).sort((a, b) => inOrder(a.cannedReplyId, b.cannedReplyId)),
    async saveCannedReply(reply) {
      if (reply.tenantId !== tenantId) throw new Error("row-level security: another tenant's row");
      cannedReplies.remove(reply.cannedReplyId);
      cannedReplies.insert(reply);
    },
    deleteCannedReply: async (cannedReplyId) => cannedReplies.remove(cannedReplyId),
  };
}
