import { describe, expect, test } from "vitest";
import { plainTerms } from "../../../shared/contracts/approval.ts";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import { firstBrokenReceipt } from "../../../shared/domain/approvals/receipt-chain.ts";
import {
  hashOf,
  sampleApproval,
  sampleGrant,
  sampleReceipt,
  sampleTerms,
  sampleVote,
  sha256Hex,
} from "./approval-samples.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, sampleWait, startMs } from "./samples.ts";

/** What approvals are made of, in every database. */
export function testApprovals(get: GetDatabase): void {
  async function tenantWithApproval() {
    const tenant = tenantOf(get);
    const wait = await tenant.with(async (tx) => {
      const { runId } = await insertRun(tx, tenant.tenantId);
      return tx.waits.open(sampleApproval(tenant.tenantId, runId), null);
    });
    return { ...tenant, wait };
  }

  describe("a wait's terms", () => {
    test("are what was written, and change under the wait's lock", async () => {
      const { wait, with: inTenant } = await tenantWithApproval();
      expect(await inTenant((tx) => tx.waits.get(wait.waitId))).toEqual(wait);
      const changes = [{ name: "a", before: { x: "\u0000" }, after: null, failed: true }];
      const next = sampleTerms({ round: 2, changes, facts: [] });
      const locked = await inTenant(async (tx) => {
        await tx.waits.lock(wait.waitId);
        await tx.waits.setTerms(wait.waitId, next);
        return tx.waits.lock(wait.waitId);
      });
      expect(locked).toEqual({ ...wait, terms: next });
      expect(await inTenant((tx) => tx.waits.lock("nothing"))).toBeNull();
    });

    test("leave the token alone until a state waits", async () => {
      const { wait, with: inTenant } = await tenantWithApproval();
      expect(await inTenant((tx) => tx.waits.taskToken(wait.waitId))).toBeNull();
      expect(await inTenant((tx) => tx.waits.keepTaskToken(wait.waitId, "token"))).toBe(true);
      expect(await inTenant((tx) => tx.waits.open(wait, null))).toEqual(wait);
      expect(await inTenant((tx) => tx.waits.taskToken(wait.waitId))).toBe("token");
      expect(await inTenant((tx) => tx.waits.keepTaskToken("nothing", "token"))).toBe(false);
    });

    test("of a question are those of a question", async () => {
      const { tenantId, wait, with: inTenant } = await tenantWithApproval();
      const question = sampleWait(tenantId, wait.runId, { nodePath: "ask" });
      await inTenant((tx) => tx.waits.open(question, "t"));
      expect((await inTenant((tx) => tx.waits.get(question.waitId)))?.terms).toEqual(plainTerms);
    });
  });

  describe("votes and questions", () => {
    test("count a person once in a round", async () => {
      const { wait, with: inTenant } = await tenantWithApproval();
      const vote = sampleVote(wait.waitId);
      expect(await inTenant((tx) => tx.votes.add(vote))).toBe(true);
      expect(await inTenant((tx) => tx.votes.add({ ...vote, verdict: "reject" }))).toBe(false);
      const second = { ...vote, round: 2, atMs: startMs - 1 };
      const other = { ...vote, subject: "ann", person: "ann", argumentsHash: null };
      expect(await inTenant((tx) => tx.votes.add(second))).toBe(true);
      expect(await inTenant((tx) => tx.votes.add(other))).toBe(true);
      expect(await inTenant((tx) => tx.votes.list(wait.waitId))).toEqual([other, vote, second]);
    });

    test("count a person once in a round, whatever they come with", async () => {
      const { wait, with: inTenant } = await tenantWithApproval();
      const vote = sampleVote(wait.waitId, { subject: "api-key:1", person: "mary" });
      const others = [{ subject: "api-key:2" }, { subject: "mary" }].map((other) => ({ ...vote, ...other }));
      const added = await Promise.all([vote, ...others].map((each) => inTenant((tx) => tx.votes.add(each))));
      expect(added.filter(Boolean)).toHaveLength(1);
      const bob = { ...vote, subject: "api-key:3", person: "bob" };
      expect(await inTenant((tx) => tx.votes.add(bob))).toBe(true);
      const votes = await inTenant((tx) => tx.votes.list(wait.waitId));
      expect(votes.map(({ person }) => person).toSorted()).toEqual(["bob", "mary"]);
    });

    test("number questions and take one answer for each", async () => {
      const { wait, with: inTenant } = await tenantWithApproval();
      const asked = { waitId: wait.waitId, askedBy: "mary", question: "W\u0000hy?", askedAtMs: startMs };
      const unanswered = { answeredBy: null, answer: null, answeredAtMs: null };
      expect(await inTenant((tx) => tx.questions.ask(asked))).toEqual({
        ...asked,
        questionNo: 1,
        ...unanswered,
      });
      await inTenant((tx) => tx.questions.ask(asked));
      const answer = { by: "ann", answer: "So.", atMs: startMs + 1 };
      expect(await inTenant((tx) => tx.questions.answer(wait.waitId, 2, answer))).toBe(true);
      expect(await inTenant((tx) => tx.questions.answer(wait.waitId, 2, { ...answer, by: "eve" }))).toBe(
        false,
      );
      expect(await inTenant((tx) => tx.questions.answer(wait.waitId, 3, answer))).toBe(false);
      expect(await inTenant((tx) => tx.questions.list(wait.waitId))).toEqual([
        { ...asked, questionNo: 1, ...unanswered },
        { ...asked, questionNo: 2, answeredBy: "ann", answer: "So.", answeredAtMs: startMs + 1 },
      ]);
    });
  });

  describe("a grant", () => {
    async function granted() {
      const found = await tenantWithApproval();
      const grant = sampleGrant(found.wait);
      await found.with((tx) => tx.grants.mint(grant));
      const { waitId, runId, nodePath, tool, argumentsHash } = grant;
      const call = { waitId, runId, nodePath, tool, argumentsHash, idempotencyKey: "k", atMs: startMs + 5 };
      return { ...found, grant, call };
    }

    test("is used up by one call, which may be tried again", async () => {
      const { grant, call, with: inTenant } = await granted();
      expect(await inTenant((tx) => tx.grants.consume(call))).toBe("consumed");
      expect(await inTenant((tx) => tx.grants.consume({ ...call, atMs: startMs + 9 }))).toBe("again");
      expect(await inTenant((tx) => tx.grants.consume({ ...call, idempotencyKey: "other" }))).toBe("refused");
      const used = { ...grant, consumedAtMs: startMs + 5, idempotencyKey: "k" };
      expect(await inTenant((tx) => tx.grants.ofWait(grant.waitId))).toEqual(used);
    });

    test("is for no other call", async () => {
      const { call, with: inTenant } = await granted();
      const others = [
        { argumentsHash: hashOf({}) },
        { tool: "gmail.send_email" },
        { nodePath: "other" },
        { runId: "other" },
        { waitId: "other" },
      ];
      for (const other of others)
        expect(await inTenant((tx) => tx.grants.consume({ ...call, ...other }))).toBe("refused");
      expect(await inTenant((tx) => tx.grants.consume(call))).toBe("consumed");
    });

    test("is minted once for a wait", async () => {
      const { wait, with: inTenant } = await granted();
      await expect(inTenant((tx) => tx.grants.mint(sampleGrant(wait)))).rejects.toThrow(ConflictError);
    });

    test("is nobody else's", async () => {
      const { call } = await granted();
      const stranger = tenantOf(get);
      expect(await stranger.with((tx) => tx.grants.ofWait(call.waitId))).toBeNull();
      expect(await stranger.with((tx) => tx.grants.consume(call))).toBe("refused");
      expect(await stranger.with((tx) => tx.votes.list(call.waitId))).toEqual([]);
      expect(await stranger.with((tx) => tx.questions.list(call.waitId))).toEqual([]);
    });
  });

  describe("receipts", () => {
    test("are one chain for each tenant, however many write at once", async () => {
      const { with: inTenant } = tenantOf(get);
      const stranger = tenantOf(get);
      const entries = Array.from({ length: 40 }, (_, index) => sampleReceipt(`w${index}`));
      await Promise.all(entries.map((entry) => inTenant((tx) => tx.receipts.append(entry))));
      await stranger.with((tx) => tx.receipts.append(sampleReceipt("theirs")));
      const all = await inTenant((tx) => tx.receipts.list(0, 100));
      expect(all.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
      expect(firstBrokenReceipt(all, sha256Hex)).toBeNull();
      expect(await inTenant((tx) => tx.receipts.list(38, 1))).toEqual([all[38]]);
      expect(await stranger.with((tx) => tx.receipts.list(0, 9))).toHaveLength(1);
    });

    test("are found by their wait, each with its place in the chain", async () => {
      const { with: inTenant } = tenantOf(get);
      const stranger = tenantOf(get);
      for (const waitId of ["one", "other", "one", "one"])
        await inTenant((tx) => tx.receipts.append(sampleReceipt(waitId)));
      await stranger.with((tx) => tx.receipts.append(sampleReceipt("one")));
      const seqs = async (afterSeq: number, limit: number) =>
        (await inTenant((tx) => tx.receipts.ofWait("one", afterSeq, limit))).map(({ seq }) => seq);
      expect(await seqs(0, 9)).toEqual([1, 3, 4]);
      expect(await seqs(1, 1)).toEqual([3]);
      const [first] = await inTenant((tx) => tx.receipts.ofWait("one", 0, 1));
      expect(first).toEqual((await inTenant((tx) => tx.receipts.list(0, 1)))[0]);
      expect(await inTenant((tx) => tx.receipts.ofWait("none", 0, 9))).toEqual([]);
    });

    test("leave no gap where a transaction fails", async () => {
      const { with: inTenant } = tenantOf(get);
      const failing = inTenant(async (tx) => {
        await tx.receipts.append(sampleReceipt("lost"));
        throw new Error("crash");
      });
      await expect(failing).rejects.toThrow("crash");
      await inTenant((tx) => tx.receipts.append(sampleReceipt("kept")));
      expect(await inTenant((tx) => tx.receipts.list(0, 9))).toMatchObject([{ seq: 1, waitId: "kept" }]);
    });
  });
}
