import { beforeEach, describe, expect, test } from "vitest";
import { hashOf, refundArguments, sampleTerms } from "../../../tests/contract/database/approval-samples.ts";
import { sampleWait } from "../../../tests/contract/database/samples.ts";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import type { Fact, WaitTerms } from "../../contracts/approval.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import { recordingTool } from "../agents/testing.ts";
import { approvalForm } from "../approvals/approval-form.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { createToolRegistry } from "../tools/tool-registry.ts";
import type { Decision } from "./check-decision.ts";
import { decideWait } from "./decide-wait.ts";

/** A call of the node `act` that people are asked about while the world goes on. */
let fixture: Awaited<ReturnType<typeof acceptedRun>>;
let waitId: string;
let world: { refunded: number };
let looks: { input: Json }[];

const seen: Fact = { name: "not refunded", data: { refunded: 0 }, holds: true };
const approve = { decision: "approve" };
const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => fixture.database.tenant(tenantId, work);
const current = async () => (await inTenant((tx) => tx.waits.get(waitId)))!;
const receipts = () => inTenant((tx) => tx.receipts.list(0, 9));
const votes = () => inTenant((tx) => tx.votes.list(waitId));
const grant = () => inTenant((tx) => tx.grants.ofWait(waitId));

beforeEach(async () => {
  fixture = await acceptedRun();
  world = { refunded: 0 };
  looks = [];
});

async function ask(changes: Partial<WaitTerms> = {}): Promise<void> {
  const stillTrue = [
    {
      name: "not refunded",
      tool: "look",
      input: { amount: "{{ arguments.amount_usd }}" },
      expression: "refunded == `0`",
    },
  ];
  const contract = {
    allowed: { roles: ["approver" as const] },
    quorum: 1,
    requesterMayDecide: true,
    deadline: null,
  };
  const wait = sampleWait(tenantId, runId, {
    kind: "approval",
    nodePath: "act/3",
    form: approvalForm({ type: "object" }),
    allowed: { roles: ["approver"] },
    expiresAtMs: null,
    terms: sampleTerms({ facts: [seen], ...changes }),
  });
  ({ waitId } = wait);
  await inTenant(async (tx) => {
    const { workflow, ...revision } = (await tx.workflows.getRevision("digest"))!;
    const act = { ...workflow.nodes["act"]!, approval: { ...contract, stillTrue } };
    const nodes = { ...workflow.nodes, act } as typeof workflow.nodes;
    await tx.workflows.publish({ ...revision, digest: "checked", workflow: { ...workflow, nodes } });
    await tx.runs.setRevision(runId, { version: "1", digest: "checked" });
    await tx.waits.open(wait, "token");
  });
}

async function decide(
  name: string,
  answer: JsonObject,
  changes: Partial<Decision> = {},
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<string> {
  const { terms } = await current();
  const look = { ...recordingTool("look", () => ({ ...world }), looks as never), effect: "read" as const };
  const commands = { ...fixture.services.commands, checkLater: async () => void (await meanwhile()) };
  const services = { ...fixture.services, commands, tools: createToolRegistry([look]) };
  const principal: Principal = {
    tenantId,
    subject: name,
    roles: [name === "eve" ? "developer" : "approver"],
    scopes: ["human-tasks:decide"],
  };
  const shown = { argumentsHash: terms.call!.argumentsHash, round: terms.round };
  const decided = decideWait(principal, { waitId, answer, ...shown, ...changes }, services, async () => {});
  return decided.then(
    ({ messages }) => messages.map(({ topic }) => topic).join() || "counted",
    (error: Error & { details?: JsonObject }) => String(error.details?.["code"] ?? error.name),
  );
}

describe("a decision on a call", () => {
  test("mints one grant for the arguments that were shown, and a receipt for each", async () => {
    await ask();
    expect(await decide("mary", approve)).toBe("wait.settle");
    const minted = await grant();
    const argumentsHash = hashOf(refundArguments);
    expect(minted).toMatchObject({ argumentsHash, nodePath: "act", round: 1, tool: "shopify.refund" });
    expect(await receipts()).toMatchObject([
      { kind: "decided", subject: "mary", argumentsHash, grantId: null },
      { kind: "granted", subject: "mary", argumentsHash, grantId: minted!.grantId },
    ]);
    expect(looks.map(({ input }) => input)).toEqual([{ amount: 20 }]);
    const { terms } = await current();
    expect(terms.call?.arguments).toEqual(refundArguments);
    expect(await inTenant((tx) => tx.outbox.unsentOfRun(runId))).toMatchObject([{ topic: "wait.settle" }]);
  });

  test("that rejects mints none, and asks nothing of the world", async () => {
    await ask({ quorum: 2 });
    expect(await decide("mary", { decision: "reject" })).toBe("wait.settle");
    expect(await grant()).toBeNull();
    expect((await receipts()).map(({ kind }) => kind)).toEqual(["decided"]);
    expect(looks).toEqual([]);
  });

  test("that edits is for the other arguments", async () => {
    await ask();
    const less = { order_id: "12345", amount_usd: 1 };
    expect(await decide("mary", { decision: "edit", arguments: less })).toBe("wait.settle");
    expect((await current()).terms.call).toMatchObject({
      tool: "shopify.refund",
      arguments: less,
      argumentsHash: hashOf(less),
      proposed: refundArguments,
    });
    expect(await grant()).toMatchObject({ argumentsHash: hashOf(less) });
    expect(await votes()).toMatchObject([{ verdict: "edit", argumentsHash: hashOf(less) }]);
  });

  test("that edits nothing approves", async () => {
    await ask({ quorum: 2 });
    expect(await decide("mary", { decision: "edit", arguments: refundArguments })).toBe("counted");
    expect(await votes()).toMatchObject([{ round: 1, verdict: "approve" }]);
    expect(await decide("tom", approve)).toBe("wait.settle");
  });

  test("that edits where several have to agree asks the others anew, with what was found now", async () => {
    await ask({ quorum: 2, facts: [] });
    expect(await decide("tom", approve)).toBe("counted");
    const less = { order_id: "12345", amount_usd: 1 };
    expect(await decide("mary", { decision: "edit", arguments: less })).toBe("counted");
    const change = { name: "arguments", before: refundArguments, after: less, failed: false };
    expect((await current()).terms).toMatchObject({ round: 2, facts: [seen], changes: [change], quorum: 2 });
    expect(await decide("tom", approve)).toBe("wait.settle");
    expect((await votes()).map(({ round, subject }) => `${round} ${subject}`)).toEqual([
      "1 tom",
      "2 mary",
      "2 tom",
    ]);
    expect(await grant()).toMatchObject({ argumentsHash: hashOf(less), round: 2 });
  });

  test("comes back when the world has changed, as a round in which it does not count", async () => {
    await ask({ quorum: 2 });
    await decide("tom", approve);
    world.refunded = 20;
    expect(await decide("mary", approve)).toBe("world-changed");
    const now: Fact = { name: "not refunded", data: { refunded: 20 }, holds: false };
    const change = { name: "not refunded", before: { refunded: 0 }, after: { refunded: 20 }, failed: true };
    expect((await current()).status).toBe("open");
    expect((await current()).terms).toMatchObject({ round: 2, facts: [now], changes: [change] });
    expect((await votes()).map(({ subject }) => subject)).toEqual(["tom"]);
    expect(await grant()).toBeNull();
    expect((await receipts()).map(({ kind, round }) => `${kind} ${round}`)).toEqual([
      "decided 1",
      "returned 1",
    ]);
    expect(await decide("mary", approve, { round: 1 })).toBe("round-changed");
    world.refunded = 0;
    expect(await decide("tom", approve)).toBe("counted");
    expect(await decide("mary", approve)).toBe("wait.settle");
    expect(await grant()).toMatchObject({ round: 2 });
  });

  test("says on which arguments", async () => {
    await ask();
    expect(await decide("mary", approve, { argumentsHash: undefined as never })).toBe("InvalidFieldsError");
    expect(await decide("mary", approve, { argumentsHash: hashOf({ amount_usd: 21 }) })).toBe(
      "arguments-changed",
    );
    expect(await decide("mary", approve, { round: 2 })).toBe("round-changed");
    expect(await votes()).toEqual([]);
  });

  test("by somebody who is not asked sets nothing in motion", async () => {
    await ask();
    expect(await decide("eve", approve)).toBe("NotAllowedError");
    expect(looks).toEqual([]);
  });

  test("is read again under the lock: what has ended meanwhile takes no vote", async () => {
    await ask({ quorum: 2 });
    const others = () =>
      inTenant((tx) => tx.waits.decide(waitId, { by: "tom", answer: approve, atMs: fixture.clock.nowMs }));
    expect(await decide("mary", approve, {}, others)).toBe("already-decided");
    expect(await votes()).toEqual([]);
  });

  test("says what an edit has to say", async () => {
    await ask();
    const detail = (answer: JsonObject) =>
      decideWait(
        { tenantId, subject: "mary", roles: ["approver"], scopes: ["human-tasks:decide"] },
        { waitId, answer, argumentsHash: hashOf(refundArguments) },
        fixture.services,
        async () => {},
      ).catch(
        (error: Error & { problems?: { detail: string }[] }) =>
          error.problems?.map((each) => each.detail) ?? error,
      );
    expect(await detail({ decision: "edit" })).toContain("is required for an edit");
    expect(await detail({ decision: "approve", arguments: {} })).toContain("is for an edit only");
  });
});
