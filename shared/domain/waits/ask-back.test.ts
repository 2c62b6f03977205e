import { beforeEach, describe, expect, test } from "vitest";
import { sampleWait } from "../../../tests/contract/database/samples.ts";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import { HilError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { answerQuestion, askBack } from "./ask-back.ts";

let fixture: Awaited<ReturnType<typeof acceptedRun>>;
let waitId: string;

const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => fixture.database.tenant(tenantId, work);
const questions = () => inTenant((tx) => tx.questions.list(waitId));
const refusal = (error: unknown) =>
  error instanceof HilError ? (error.details["code"] ?? error.name) : error;

beforeEach(async () => {
  fixture = await acceptedRun();
  const asked = {
    kind: "human",
    nodePath: "ask",
    allowed: { roles: ["approver"] },
    expiresAtMs: null,
  } as const;
  const wait = sampleWait(tenantId, runId, { ...asked, allowed: { roles: ["approver"] } });
  ({ waitId } = wait);
  await inTenant((tx) => tx.waits.open(wait, "token"));
});

function person(subject: string, changes: Partial<Principal> = {}): Principal {
  return { tenantId, subject, roles: ["approver"], scopes: ["human-tasks:decide"], ...changes };
}
const ask = (who: Principal, question = "Why?") =>
  inTenant((tx) => askBack(tx, who, { waitId, question }, fixture.clock.nowMs)).catch(refusal);
const answer = (who: Principal, questionNo = 1, text = "Because.") =>
  inTenant((tx) => answerQuestion(tx, who, { waitId, questionNo, answer: text }, fixture.clock.nowMs)).catch(
    refusal,
  );

describe("a question back", () => {
  test("is asked by who is asked, and answered once", async () => {
    await ask(person("mary"));
    await ask(person("tom"), "How much?");
    expect(await questions()).toMatchObject([
      { questionNo: 1, askedBy: "mary", question: "Why?", answer: null },
      { questionNo: 2, askedBy: "tom", question: "How much?", answer: null },
    ]);
    await answer(person("ann", { roles: ["developer"], scopes: ["executions:write", "human-tasks:read"] }));
    expect(await answer(person("tom"), 1, "No.")).toBe("already-answered");
    expect(await questions()).toMatchObject([
      { answeredBy: "ann", answer: "Because.", answeredAtMs: fixture.clock.nowMs },
      { answeredBy: null },
    ]);
  });

  test("is nobody else's, and no answer is theirs who may do nothing here", async () => {
    expect(await ask(person("eve", { roles: ["developer"] }))).toBe("NotAllowedError");
    expect(await questions()).toEqual([]);
    await ask(person("mary"));
    expect(await answer(person("eve", { scopes: [] }))).toBe("NotAllowedError");
    expect(await answer(person("tom"), 2)).toBe("NotFoundError");
    expect(await questions()).toMatchObject([{ answer: null }]);
  });

  test("comes too late once the task is decided, and so does its answer", async () => {
    await ask(person("mary"));
    const { nowMs } = fixture.clock;
    await inTenant((tx) => tx.waits.decide(waitId, { by: "tom", answer: {}, atMs: nowMs }));
    expect(await ask(person("mary"))).toBe("already-decided");
    expect(await answer(person("tom"))).toBe("already-decided");
    expect(await questions()).toMatchObject([{ answer: null }]);
  });
});
