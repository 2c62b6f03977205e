import { createHash } from "node:crypto";
import type { Receipt, ToolGrant, WaitQuestion, WaitVote } from "../../../shared/contracts/approval.ts";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import type {
  GrantStore,
  QuestionStore,
  ReceiptStore,
  VoteStore,
} from "../../../shared/domain/approvals/ports.ts";
import { chainStart, nextReceipt } from "../../../shared/domain/approvals/receipt-chain.ts";
import { inOrder } from "./page.ts";
import { keyOf, type Table } from "./table.ts";

export interface ApprovalTables {
  votes: Table<WaitVote>;
  questions: Table<WaitQuestion>;
  grants: Table<ToolGrant>;
  receipts: Table<Receipt>;
}

export const voteKey = ({ waitId, round, person }: WaitVote) => keyOf(waitId, round, person);
export const questionKey = ({ waitId, questionNo }: WaitQuestion) => keyOf(waitId, questionNo);
const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

export function createVoteStore({ votes }: ApprovalTables): VoteStore {
  return {
    async add(vote) {
      if (votes.has(voteKey(vote))) return false;
      votes.insert(vote);
      return true;
    },
    list: async (waitId) =>
      votes
        .where((vote) => vote.waitId === waitId)
        .sort((a, b) => a.round - b.round || a.atMs - b.atMs || inOrder(a.subject, b.subject)),
  };
}

export function createQuestionStore({ questions }: ApprovalTables): QuestionStore {
  const list = async (waitId: string) =>
    questions.where((question) => question.waitId === waitId).sort((a, b) => a.questionNo - b.questionNo);
  return {
    list,
    async ask(asked) {
      const questionNo = (await list(asked.waitId)).length + 1;
      const question = { ...asked, questionNo, answeredBy: null, answer: null, answeredAtMs: null };
      questions.insert(question);
      return question;
    },
    async answer(waitId, questionNo, { by, answer, atMs }) {
      const question = questions.find(keyOf(waitId, questionNo));
      if (question === null || question.answeredBy !== null) return false;
      questions.change(questionKey(question), { answeredBy: by, answer, answeredAtMs: atMs });
      return true;
    },
  };
}

export function createGrantStore({ grants }: ApprovalTables): GrantStore {
  const ofWait = async (waitId: string) => grants.where((grant) => grant.waitId === waitId)[0] ?? null;
  return {
    ofWait,
    async mint(grant) {
      if ((await ofWait(grant.waitId)) !== null) throw new ConflictError("The wait has a grant.");
      grants.insert(grant);
    },
    async consume({ waitId, runId, nodePath, tool, argumentsHash, idempotencyKey, atMs }) {
      const grant = await ofWait(waitId);
      const fits =
        grant?.runId === runId &&
        grant.nodePath === nodePath &&
        grant.tool === tool &&
        grant.argumentsHash === argumentsHash;
      if (!fits) return "refused";
      if (grant.consumedAtMs !== null) return grant.idempotencyKey === idempotencyKey ? "again" : "refused";
      grants.change(grant.grantId, { consumedAtMs: atMs, idempotencyKey });
      return "consumed";
    },
  };
}

export function createReceiptStore({ receipts }: ApprovalTables): ReceiptStore {
  const all = () => receipts.where(() => true).sort((a, b) => a.seq - b.seq);
  return {
    async append(entry) {
      const receipt = nextReceipt(entry, all().at(-1) ?? { seq: 0, hash: chainStart }, sha256Hex);
      receipts.insert(receipt);
      return receipt;
    },
    list: async (afterSeq, limit) =>
      all()
        .filter(({ seq }) => seq > afterSeq)
        .slice(0, limit),
    ofWait: async (waitId, afterSeq, limit) =>
      all()
        .filter((receipt) => receipt.waitId === waitId && receipt.seq > afterSeq)
        .slice(0, limit),
  };
}
