import { beforeEach, describe, expect, test } from "vitest";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import { hashOf, sampleTerms } from "../../../tests/contract/database/approval-samples.ts";
import { sampleWait } from "../../../tests/contract/database/samples.ts";
import { plainTerms, type WaitTerms } from "../../contracts/approval.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Wait } from "../../contracts/wait.ts";
import { approvalForm } from "../approvals/approval-form.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { askBack } from "./ask-back.ts";
import type { Decision } from "./check-decision.ts";
import { decideWait } from "./decide-wait.ts";

let fixture: Awaited<ReturnType<typeof acceptedRun>>;
let waitId: string;

beforeEach(async () => {
  fixture = await acceptedRun();
});

const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => fixture.database.tenant(tenantId, work);
const current = async () => (await inTenant((tx) => tx.waits.get(waitId)))!;

/** People are asked; a question of the node `ask`, unless there is a call. */
async function ask(terms: Partial<WaitTerms>, changes: Partial<Wait> = {}): Promise<void> {
  const call = terms.call ?? null;
  const wait = sampleWait(tenantId, runId, {
    kind: call === null ? "human" : "approval",
    nodePath: call === null ? "ask" : "act/3",
    form: call === null ? { type: "object" } : approvalForm({ type: "object" }),
    expiresAtMs: null,
    terms: { ...plainTerms, ...terms },
    ...changes,
  });
  ({ waitId } = wait);
  await inTenant(async (tx) => {
    await tx.waits.open(wait, "token");
    const node = { runId, nodePath: "ask", nodeType: "human", status: "waiting" } as const;
    await tx.nodes.begin({ ...node, startedAtMs: fixture.clock.nowMs });
  });
}

function person(name: string, changes: Partial<Principal> = {}): Principal {
  return { tenantId, subject: name, roles: ["approver"], scopes: ["human-tasks:decide"], ...changes };
}

/** How a task stands after a decision by somebody who has looked at it. */
async function decide(
  who: string | Principal,
  answer: JsonObject,
  changes: Partial<Decision> = {},
  services = fixture.services,
): Promise<string> {
  const { terms } = await current();
  const shown = { round: terms.round, ...(terms.call && { argumentsHash: terms.call.argumentsHash }) };
  const principal = typeof who === "string" ? person(who) : who;
  const { result } = await decideWait(
    principal,
    { waitId, answer, ...shown, ...changes },
    services,
    async (_tx, { wait }) => `${wait.status} ${wait.terms.round}`,
  );
  return result;
}

describe("several people who answer one question", () => {
  test.each([2, 3])("agree when %d have given the very same answer", async (quorum) => {
    await ask({ quorum });
    const answer = { plan: { days: 3, items: ["a", "b"] }, note: "x" };
    for (let index = 1; index < quorum; index += 1) expect(await decide(`p${index}`, answer)).toBe("open 1");
    // The same, written in another order.
    expect(await decide("last", { note: "x", plan: { items: ["a", "b"], days: 3 } })).toBe("decided 1");
    const node = await inTenant((tx) => tx.nodes.get(runId, "ask"));
    expect(node).toMatchObject({ status: "completed", output: answer });
  });

  test("do not agree with different answers: a round begins for the newer one, whose author has agreed", async () => {
    await ask({ quorum: 3 });
    expect(await decide("ann", { plan: "a" })).toBe("open 1");
    expect(await decide("bob", { plan: "a" })).toBe("open 1");
    expect(await decide("cleo", { plan: "b" })).toBe("open 2");
    expect((await current()).terms.changes).toEqual([
      { name: "answer", before: { plan: "a" }, after: { plan: "b" }, failed: false },
    ]);
    await expect(decide("dora", { plan: "b" }, { round: 1 })).rejects.toMatchObject({
      details: { code: "round-changed" },
    });
    expect(await decide("ann", { plan: "b" })).toBe("open 2");
    expect(await decide("bob", { plan: "b" })).toBe("decided 2");
    expect((await current()).answer).toEqual({ plan: "b" });
    const votes = await inTenant((tx) => tx.votes.list(waitId));
    expect(votes.map(({ round, person: name }) => `${round} ${name}`)).toEqual([
      "1 ann",
      "1 bob",
      "2 ann",
      "2 bob",
      "2 cleo",
    ]);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["another type", { days: 3 }, { days: "3" }],
    ["a list instead of its only item", { days: 3 }, { days: [3] }],
    ["one field more", { days: 3 }, { days: 3, note: null }],
    ["letters that only look alike", { name: "caf\u00e9" }, { name: "cafe\u0301" }],
  ])("do not agree on %s", async (_what, first, second) => {
    await ask({ quorum: 2 });
    await decide("ann", first);
    expect(await decide("bob", second)).toBe("open 2");
  });

  test("are all stopped by one who rejects, whatever was said", async () => {
    await ask({ quorum: 3 });
    await decide("ann", { plan: "a" });
    expect(await decide("bob", { decision: "reject", why: "no" })).toBe("decided 1");
  });

  test("are people, not credentials", async () => {
    await ask({ quorum: 2 });
    const keys = [1, 2].map((key) => person(`api-key:${key}`, { person: "ann" }));
    expect(await decide(keys[0]!, { plan: "a" })).toBe("open 1");
    for (const again of [keys[1]!, person("ann")])
      await expect(decide(again, { plan: "a" })).rejects.toMatchObject({
        details: { code: "decided-by-you" },
      });
    // Nor does the person propose something else to themselves.
    await expect(decide("ann", { plan: "b" })).rejects.toThrow(ConflictError);
    expect(await decide("bob", { plan: "a" })).toBe("decided 1");
    expect(await inTenant((tx) => tx.receipts.list(0, 9))).toMatchObject([
      { subject: "api-key:1", person: "ann" },
      { subject: "bob", person: "bob" },
    ]);
  });

  test("count once even where the vote that stands was not seen", async () => {
    await ask({ quorum: 2 });
    await decide("ann", { plan: "a" });
    const { database } = fixture.services;
    const blind = {
      ...fixture.services,
      database: {
        ...database,
        tenant: <T>(id: string, work: (tx: TenantTransaction) => Promise<T>) =>
          database.tenant(id, (tx) => work({ ...tx, votes: { ...tx.votes, list: async () => [] } })),
      },
    };
    await expect(decide("ann", { plan: "a" }, {}, blind)).rejects.toMatchObject({
      details: { code: "decided-by-you" },
    });
  });
});

describe("a decision", () => {
  const call = sampleTerms().call!;

  test.each([
    ["the last moment", -1, "decided 1"],
    ["the deadline itself", 0, "too late"],
  ])("that comes at %s: %#", async (_when, beyondMs, outcome) => {
    await ask({}, { expiresAtMs: fixture.clock.nowMs + 60_000 });
    fixture.clock.nowMs += 60_000 + beyondMs;
    const decided = decide("ann", {}).catch((error: Error) =>
      error.name === "HumanTimeoutError" ? "too late" : error,
    );
    expect(await decided).toBe(outcome);
  });

  test("or a question at the deadline itself does not even count as one of several", async () => {
    await ask({ quorum: 2 }, { expiresAtMs: fixture.clock.nowMs + 60_000 });
    fixture.clock.nowMs += 60_000;
    await expect(decide("ann", {})).rejects.toThrow("over");
    const asked = inTenant((tx) =>
      askBack(tx, person("ann"), { waitId, question: "Why?" }, fixture.clock.nowMs),
    );
    await expect(asked).rejects.toThrow("over");
    expect(await inTenant((tx) => tx.votes.list(waitId))).toEqual([]);
  });

  test("whose values the execution cannot be told is refused, not accepted and lost", async () => {
    await ask({});
    const answer = { decision: "x".repeat(9_000), unread: "y".repeat(100_000) };
    await expect(decide("ann", answer)).rejects.toMatchObject({
      name: "InvalidFieldsError",
      problems: [{ pointer: "#/answer" }],
    });
    expect(await decide("ann", { ...answer, decision: "approve" })).toBe("decided 1");
  });

  test.each<[string, JsonObject]>([
    ["a list", { decision: "edit", arguments: [] as never }],
    ["a text", { decision: "edit", arguments: '{"amount_usd":1}' }],
    ["nothing", { decision: "edit", arguments: null }],
    ["an approval's", { decision: "approve", arguments: { amount_usd: 1 } }],
    ["a huge comment", { decision: "approve", comment: "x".repeat(2_001) }],
  ])("cannot change arguments to %s", async (_what, answer) => {
    await ask({ call });
    await expect(decide("ann", answer)).rejects.toMatchObject({ name: "InvalidFieldsError" });
    expect(await inTenant((tx) => tx.votes.list(waitId))).toEqual([]);
  });

  test("that edits to letters that only look alike is bound to other arguments", async () => {
    const composed = { name: "caf\u00e9" };
    const decomposed = { name: "cafe\u0301" };
    await ask({ quorum: 2, call: { ...call, arguments: composed, argumentsHash: hashOf(composed) } });
    expect(await decide("ann", { decision: "edit", arguments: decomposed })).toBe("open 2");
    expect((await current()).terms.call?.argumentsHash).toBe(hashOf(decomposed));
    expect(hashOf(decomposed)).not.toBe(hashOf(composed));
  });

  test("holds no lock while it waits for others, and writes its receipts as the last thing", async () => {
    await ask({ call });
    const journal: string[] = [];
    const { argumentsHash } = call;
    const decision = { waitId, answer: { decision: "approve" }, argumentsHash };
    await decideWait(person("ann"), decision, watch(fixture.services, journal), async () => {
      journal.push("recorded");
    });
    expect(journal).toEqual([
      "begin",
      "commit",
      "checkLater",
      "begin",
      "waits.lock",
      "votes.add",
      "waits.decide",
      "grants.mint",
      "outbox.add",
      "recorded",
      "receipts.append",
      "receipts.append",
      "commit",
    ]);
  });

  test("is as old as the check that looks after it, so that the check does not leave it to another", async () => {
    await ask({});
    fixture.clock.nowMs += 5_000;
    await decide("ann", {});
    const { decidedAtMs } = await current();
    expect(fixture.checks.map(({ check }) => check.acceptedAtMs)).toEqual([decidedAtMs]);
  });
});

type Services = typeof fixture.services;

/** What a decision does that others have to wait for, in order. */
function watch(services: Services, journal: string[]): Services {
  const noted = <Store extends object>(
    store: Store,
    name: string,
    ...methods: (keyof Store & string)[]
  ): Store => {
    const wrapped = methods.map((method) => [
      method,
      (...given: unknown[]) => {
        journal.push(`${name}.${method}`);
        return (store[method] as (...all: unknown[]) => unknown)(...given);
      },
    ]);
    return { ...store, ...Object.fromEntries(wrapped) };
  };
  return {
    ...services,
    commands: {
      ...services.commands,
      checkLater: async (check, delaySeconds) => {
        journal.push("checkLater");
        await services.commands.checkLater(check, delaySeconds);
      },
    },
    database: {
      ...services.database,
      async tenant(id, work) {
        journal.push("begin");
        const result = await services.database.tenant(id, (tx) =>
          work({
            ...tx,
            waits: noted(tx.waits, "waits", "lock", "decide", "setTerms"),
            votes: noted(tx.votes, "votes", "add"),
            grants: noted(tx.grants, "grants", "mint"),
            outbox: noted(tx.outbox, "outbox", "add"),
            receipts: noted(tx.receipts, "receipts", "append"),
          }),
        );
        journal.push("commit");
        return result;
      },
    },
  };
}
