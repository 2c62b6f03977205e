import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, handoverRow, humanAgentRow } from "../../../tests/support/desk-rows.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import { assign, close, enqueue, release } from "../queue/handover-life.ts";
import { acceptMessage, type NewMessage } from "./accept-message.ts";
import { beginTurn, endTurn } from "./take-turn.ts";
import { isClosed, mayFollow } from "./transitions.ts";

const fresh = conversationRow({ customerId: "customer" });
const maria = humanAgentRow({ skills: ["returns"] });
const handedOver = handoverRow({ runId: "run", requiredSkills: ["returns"] });
const from = (sender: NewMessage["sender"], text = "hello"): NewMessage => ({
  messageId: "m",
  sender,
  senderId: null,
  postedBy: null,
  text,
  isPrivate: false,
});
const written = (conversation: Conversation) => acceptMessage(conversation, from("customer"), 1).conversation;
const begun = (conversation: Conversation, turn = 1) => {
  const result = beginTurn(conversation, { episode: conversation.episode, turn }, `run${turn}`, 2);
  if (result.kind !== "begun") throw new Error(`the turn is ${result.kind}`);
  return result;
};

describe("a turn", () => {
  test("takes everything that was written so far", () => {
    const turn = begun(written(written(fresh)));
    expect(turn).toMatchObject({
      afterSeq: 0,
      uptoSeq: 2,
      conversation: { status: "ai_processing", seenSeq: 2 },
    });
  });
  test("begun twice is one turn with one run", () => {
    const { conversation } = begun(written(fresh));
    expect(beginTurn(conversation, { episode: 1, turn: 1 }, "other", 3)).toEqual({
      kind: "standing",
      runId: "run1",
    });
  });
  test("is stale for an older episode, a turn out of order, and a conversation that is with people", () => {
    const conversation = written(fresh);
    expect(beginTurn(conversation, { episode: 0, turn: 1 }, "r", 3).kind).toBe("stale");
    expect(beginTurn(conversation, { episode: 1, turn: 2 }, "r", 3).kind).toBe("stale");
    expect(beginTurn({ ...conversation, status: "human_active" }, { episode: 1, turn: 1 }, "r", 3).kind).toBe(
      "stale",
    );
  });
  test("finishes the conversation when it saw the last word", () => {
    const { conversation } = begun(written(fresh));
    const ended = endTurn(conversation, { episode: 1, turn: 1 }, { decision: "FINISH" }, 4);
    expect(ended).toMatchObject({ kind: "finished", conversation: { status: "finished", closedAtMs: 4 } });
  });
  test("is followed by another when the customer wrote meanwhile", () => {
    const { conversation } = begun(written(fresh));
    const ended = endTurn(written(conversation), { episode: 1, turn: 1 }, { decision: "FINISH" }, 4);
    if (ended.kind !== "again") throw new Error(ended.kind);
    expect(begun(ended.conversation, 2)).toMatchObject({ afterSeq: 1, uptoSeq: 2 });
  });
  test("ended twice goes where it went", () => {
    const ref = { episode: 1, turn: 1 };
    const { conversation } = begun(written(fresh));
    const handover = { decision: "HANDOVER" as const, handoverId: "h" };
    for (const [end, next] of [
      [{ decision: "FINISH" as const }, "finished"],
      [handover, "handover"],
    ] as const) {
      const ended = endTurn(conversation, ref, end, 4);
      if (ended.kind === "standing") throw new Error("standing");
      expect(endTurn(ended.conversation, ref, end, 5)).toEqual({ kind: "standing", next });
    }
  });
});

describe("closing", () => {
  const active = () => {
    const { conversation } = begun(written(fresh));
    const ended = endTurn(
      conversation,
      { episode: 1, turn: 1 },
      { decision: "HANDOVER", handoverId: "h" },
      4,
    );
    if (ended.kind !== "handover") throw new Error(ended.kind);
    return assign(enqueue({ conversation: ended.conversation, handover: handedOver }, 5), maria, 6);
  };
  test("gives the instruction to the next turn", () => {
    const { conversation, handover, agent } = active();
    const closing = {
      outcome: "back_to_ai" as const,
      instruction: "Offer a voucher.",
      instructedBy: "maria",
      seenSeq: 1,
    };
    const closed = close({ conversation, handover }, agent, closing, 7);
    expect(closed.agent.currentLoad).toBe(0);
    const next = begun(closed.conversation, 2);
    expect(next).toMatchObject({
      instruction: "Offer a voucher.",
      conversation: { instruction: null, instructedBy: null },
    });
  });
  test("is refused while something is unread", () => {
    const { conversation, handover, agent } = active();
    const desk = { conversation: written(conversation), handover };
    expect(() => close(desk, agent, { outcome: "resolved", seenSeq: 1 }, 7)).toThrow("written again");
    expect(close(desk, agent, { outcome: "resolved", seenSeq: 2 }, 7).conversation.status).toBe("resolved");
  });
  test("is refused to somebody else", () => {
    const { conversation, handover } = active();
    const other = { ...maria, humanAgentId: "other" };
    expect(() => close({ conversation, handover }, other, { outcome: "resolved", seenSeq: 1 }, 7)).toThrow(
      "assigned",
    );
  });
  test("assigned work is taken by nobody else, and nobody takes more than fits", () => {
    const { conversation, handover, agent } = active();
    expect(() => assign({ conversation, handover }, { ...maria, humanAgentId: "other" }, 7)).toThrow(
      "Somebody else",
    );
    const pending = {
      conversation: { ...conversation, status: "pending_human" },
      handover: handedOver,
    } as const;
    expect(() => assign(pending, agent, 7)).toThrow("as many");
  });
});

/** Runs any sequence of what may happen, late and doubled things too, and looks at every step. */
class World {
  conversation = fresh;
  handover = handedOver;
  agent = maria;
  turn = 0;
  seqs: number[] = [];

  apply(action: string): void {
    const before = this.conversation;
    try {
      this.act(action);
    } catch (error) {
      if (!(error instanceof Error) || !/Conflict|NotAllowed/.test(error.name)) throw error;
      expect(this.conversation).toBe(before);
    }
    this.check(before);
  }

  private act(action: string): void {
    const desk = { conversation: this.conversation, handover: this.handover };
    switch (action) {
      case "customer":
      case "human_agent": {
        const accepted = acceptMessage(this.conversation, from(action), 1);
        this.conversation = accepted.conversation;
        this.seqs.push(accepted.message.seq);
        if (accepted.beginsEpisode) this.turn = 0;
        return;
      }
      case "begin":
      case "begin late": {
        const turn = action === "begin" ? this.turn + 1 : this.turn;
        const result = beginTurn(
          this.conversation,
          { episode: this.conversation.episode, turn },
          `r${turn}`,
          1,
        );
        if (result.kind !== "begun") return;
        this.conversation = result.conversation;
        this.turn = turn;
        return;
      }
      case "finish":
      case "hand over": {
        const handoverId = "h";
        const end =
          action === "finish"
            ? { decision: "FINISH" as const }
            : { decision: "HANDOVER" as const, handoverId };
        const ref = { episode: this.conversation.episode, turn: this.turn };
        const result = endTurn(this.conversation, ref, end, 1);
        if (result.kind === "standing") return;
        this.conversation = result.conversation;
        if (result.kind === "handover") this.handover = { ...handedOver, version: this.handover.version + 1 };
        return;
      }
      case "enqueue":
        ({ conversation: this.conversation, handover: this.handover } = enqueue(desk, 1));
        return;
      case "assign":
        return this.take(assign(desk, this.agent, 1));
      case "release":
        return this.take(release(desk, this.agent, 1));
      default: {
        const outcome = action === "resolve" ? "resolved" : "back_to_ai";
        const closing = {
          outcome,
          instruction: null,
          instructedBy: "maria",
          seenSeq: this.conversation.lastSeq,
        } as const;
        this.take(close(desk, this.agent, closing, 1));
      }
    }
  }

  private take(result: ReturnType<typeof assign>): void {
    ({ conversation: this.conversation, handover: this.handover, agent: this.agent } = result);
  }

  private check(before: Conversation): void {
    const now = this.conversation;
    if (now.status !== before.status)
      expect([before.status, now.status, mayFollow(before.status, now.status)][2]).toBe(true);
    expect(this.seqs).toEqual(this.seqs.map((_, index) => index + 1));
    if (isClosed(now.status)) expect(now.lastCustomerSeq).toBeLessThanOrEqual(now.seenSeq);
    expect(this.agent.currentLoad).toBe(now.status === "human_active" ? 1 : 0);
    expect(this.handover.status === "assigned").toBe(now.status === "human_active");
  }
}

test("whatever happens in whatever order, nothing is lost and everything has an owner", () => {
  const action = fc.constantFrom(
    "customer",
    "human_agent",
    "begin",
    "begin late",
    "finish",
    "hand over",
    "enqueue",
    "assign",
    "release",
    "resolve",
    "back to ai",
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const world = new World();
      for (const each of actions) world.apply(each);
    }),
    { numRuns: 1000 },
  );
});
