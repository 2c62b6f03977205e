import type { Json } from "./json.ts";
import type { AllowedDeciders } from "./wait.ts";

/**
 * What has to hold before something that people approved takes effect. `input` is a template over the run's input, the
 * nodes before and, for a tool's call, its `arguments`; `expression` is JMESPath over what the tool answers.
 */
export interface Precondition {
  name: string;
  /** A tool that only reads. */
  tool: string;
  input: Json;
  expression: string;
}

/** When a decision comes too late: after so many seconds, or after so much of the tenant's business time. */
export type Deadline = { kind: "elapsed" | "business"; seconds: number };

/** One contract for a person's node and for a tool that needs approval. */
export interface ApprovalContract {
  allowed: AllowedDeciders;
  /** So many different people have to agree. */
  quorum: number;
  requesterMayDecide: boolean;
  /** Null: no decision is too late. */
  deadline: Deadline | null;
  stillTrue: Precondition[];
}

/** The call that people are asked about. */
export interface PendingCall {
  stepNo: number;
  tool: string;
  effect: "read" | "write" | "irreversible";
  /** As they would be used now: what was proposed, or what an approver made of it. */
  arguments: Json;
  /** SHA-256 of the arguments' canonical JSON, hexadecimal. A decision names it. */
  argumentsHash: string;
  proposed: Json;
}

/** What a precondition found when a round began. */
export interface Fact {
  name: string;
  data: Json;
  holds: boolean;
}

/** Why a round was opened: what had changed since the one before. */
export interface Change {
  /** Of the precondition; `arguments` where an approver changed them, `answer` where people answer differently. */
  name: string;
  before: Json;
  after: Json;
  /** True: the precondition does not hold any more. */
  failed: boolean;
}

/** What a wait is bound to. It changes with each round, under the wait's lock. */
export interface WaitTerms {
  quorum: number;
  requesterMayDecide: boolean;
  /** Every person whose words the run works on. */
  requesters: string[];
  /** Counts from 1. Decisions of an earlier round are void. */
  round: number;
  /** Null for a question. */
  call: PendingCall | null;
  facts: Fact[];
  changes: Change[];
}

/** Of a question that says nothing about approval. */
export const plainTerms: WaitTerms = {
  quorum: 1,
  requesterMayDecide: true,
  requesters: [],
  round: 1,
  call: null,
  facts: [],
  changes: [],
};

export const verdicts = ["approve", "edit", "reject"] as const;
export type Verdict = (typeof verdicts)[number];

/** One person's decision in one round; it never changes. */
export interface WaitVote {
  waitId: string;
  round: number;
  /** Of the credential that it came by. */
  subject: string;
  /** Whose vote it is: one in a round, with however many credentials. */
  person: string;
  verdict: Verdict;
  /** What it was bound to; null for a question. */
  argumentsHash: string | null;
  answer: Json;
  atMs: number;
}

/** A question back, and its answer. */
export interface WaitQuestion {
  waitId: string;
  /** Counts from 1. */
  questionNo: number;
  askedBy: string;
  question: string;
  askedAtMs: number;
  answeredBy: string | null;
  answer: string | null;
  answeredAtMs: number | null;
}

/** Leave for one call: minted with the decision, used up before the call. */
export interface ToolGrant {
  grantId: string;
  tenantId: string;
  runId: string;
  /** Of the node that calls. */
  nodePath: string;
  tool: string;
  argumentsHash: string;
  waitId: string;
  round: number;
  mintedAtMs: number;
  consumedAtMs: number | null;
  /** Of the call that used it up: the same call may be tried again, no other one may be made. */
  idempotencyKey: string | null;
}

export const receiptKinds = ["decided", "returned", "granted", "consumed"] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

/** What happened, in hashes and names: no customer text. */
export interface ReceiptEntry {
  kind: ReceiptKind;
  waitId: string;
  runId: string;
  nodePath: string;
  round: number;
  /** Of the credential that decided; null where nobody did. */
  subject: string | null;
  /** Who that was. Links from before this was kept do not say. */
  person?: string | null;
  verdict: Verdict | null;
  tool: string | null;
  argumentsHash: string | null;
  /** SHA-256 of the answer's canonical JSON. */
  answerHash: string | null;
  grantId: string | null;
  atMs: number;
}

/** One link of a tenant's chain. */
export interface Receipt extends ReceiptEntry {
  /** Counts from 1 without gaps. */
  seq: number;
  /** Hash of the link before; 64 zeros for the first. */
  previousHash: string;
  /** SHA-256 of this link's canonical JSON with `previousHash` and without `hash`. */
  hash: string;
}
