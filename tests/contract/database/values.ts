import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxJsonDepth } from "../../../shared/adapters/postgres/json-text.ts";
import { InvalidInputError } from "../../../shared/contracts/errors.ts";
import type { Json, JsonObject } from "../../../shared/contracts/json.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, modelStep, sampleNode, sampleRevision, sampleWait, startMs } from "./samples.ts";

const nested = (depth: number): Json => {
  let value: Json = [];
  for (let level = 1; level < depth; level += 1) value = [value];
  return value;
};

const documents: { [what: string]: JsonObject } = {
  "every plane of Unicode": { text: "grüße Ж 漢字 \u{1f469}\u200d\u{1f680} \u202eabc e\u0301 \ufeff\uffff" },
  "U+0000": { "a\u0000key": "a\u0000b" },
  "lone surrogates": { "\udc00": "\ud800", pair: "\ud83d\ude00" },
  "the order of keys": { z: 1, a: 2, m: { y: 1, b: 2 } },
  "empty things": { "": "", list: [], object: {}, nothing: null },
  "names of JavaScript": JSON.parse(
    '{"__proto__": {"a": 1}, "constructor": 2, "lc": 1, "type": "constructor"}',
  ) as JsonObject,
  "large and small numbers": {
    numbers: [Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, 2 ** 63, 1e21, 0.1 + 0.2, -1e-7],
  },
  "a long text": { text: 'a"\\\n漢'.repeat(200_000) },
  "a long list": { list: Array.from({ length: 50_000 }, (_, index) => index) },
  "a deep document": { deep: nested(maxJsonDepth - 1) },
  "SQL and templates": { text: "'; drop table runs; -- $1 ${x} {{ y }} \\' E'\\x' $$ %s" },
};

export function testValues(get: GetDatabase): void {
  async function tenantWithRun() {
    const tenant = tenantOf(get);
    const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
    return { ...tenant, runId };
  }

  describe("documents", () => {
    test.each(Object.entries(documents))("keeps %s", async (_, document) => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      const read = await inTenant(async (tx) => {
        const run = await insertRun(tx, tenantId, { input: document });
        await tx.nodes.begin(sampleNode(runId));
        await tx.nodes.complete(runId, "classify", document, startMs);
        const wait = sampleWait(tenantId, runId, { evidence: document, expiresAtMs: null });
        await tx.waits.open(wait, "t");
        await tx.waits.decide(wait.waitId, { by: "m", answer: document, atMs: startMs });
        const standing = await tx.waits.get(wait.waitId);
        return [
          (await tx.runs.get(run.runId))?.input,
          (await tx.nodes.get(runId, "classify"))?.output,
          standing?.evidence,
          standing?.answer,
        ];
      });
      for (const each of read) expect(JSON.stringify(each)).toBe(JSON.stringify(document));
    });

    test("keeps any JSON, byte for byte", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      let stepNo = 0;
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ stringUnit: "binary" }), async (value) => {
          const step = modelStep((stepNo += 1), JSON.stringify(value));
          const tool = {
            stepNo: (stepNo += 1),
            startedAtMs: startMs,
            step: {
              kind: "tool",
              call: { id: "c", name: "t", input: value as Json },
              outcome: { ok: false, error: "E", message: "\u0000\ud800" },
              durationMs: 1,
            },
          } as const;
          const read = await inTenant(async (tx) => {
            await tx.steps.record(runId, "agent", step);
            await tx.steps.record(runId, "agent", tool);
            return (await tx.steps.list(runId, "agent")).slice(-2);
          });
          expect(JSON.stringify(read)).toBe(JSON.stringify([step, tool]));
        }),
        { numRuns: 40 },
      );
    });

    test("refuses a document that is nested too deep", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant((tx) => tx.nodes.begin(sampleNode(runId)));
      for (const depth of [maxJsonDepth + 1, 6000, 100_000]) {
        const asked = inTenant((tx) => tx.nodes.complete(runId, "classify", nested(depth), startMs));
        await expect(asked).rejects.toThrow(InvalidInputError);
      }
    });

    test("keeps what people and models write into questions, errors and texts", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      const text = "why\u0000 \ud800?";
      const wait = sampleWait(tenantId, runId, { question: text });
      expect((await inTenant((tx) => tx.waits.open(wait, "t"))).question).toBe(text);
      await inTenant((tx) => tx.nodes.begin(sampleNode(runId)));
      const failed = await inTenant((tx) =>
        tx.nodes.fail(runId, "classify", { name: "E", message: text }, startMs),
      );
      expect(failed?.error?.message).toBe(text);
    });
  });

  describe("names and ids", () => {
    test.each(["a\u0000b", "\ud800", "\udfff x"])(
      "refuses %j, which cannot be stored as it is",
      async (text) => {
        const tenant = tenantOf(get);
        await expect(tenant.with((tx) => tx.runs.get(text))).rejects.toThrow(InvalidInputError);
        const asked = tenant.with((tx) => insertRun(tx, tenant.tenantId, { conversationId: text }));
        await expect(asked).rejects.toThrow(InvalidInputError);
        await expect(get().database.tenant(text, (tx) => tx.runs.get("x"))).rejects.toThrow(
          InvalidInputError,
        );
        const source = sampleRevision({ source: text });
        await expect(tenant.with((tx) => tx.workflows.publish(source))).rejects.toThrow(InvalidInputError);
      },
    );

    test("refuses a key that is too long for an index, and goes on", async () => {
      const tenant = tenantOf(get);
      // Random text: PostgreSQL compresses what repeats.
      const runId = Array.from({ length: 30_000 }, () => String.fromCharCode(33 + Math.random() * 90)).join(
        "",
      );
      await expect(tenant.with((tx) => insertRun(tx, tenant.tenantId, { runId }))).rejects.toThrow(
        InvalidInputError,
      );
      expect(await tenant.with((tx) => tx.runs.get(runId))).toBeNull();
    });

    test("keeps emoji and right-to-left text", async () => {
      const tenant = tenantOf(get);
      const conversationId = "\u{1f469}\u200d\u{1f680} שלום \u202e";
      const run = await tenant.with((tx) => insertRun(tx, tenant.tenantId, { conversationId }));
      expect((await tenant.with((tx) => tx.runs.list({ conversationId }, 2, null))).items).toEqual([run]);
    });
  });

  describe("times", () => {
    test.each([
      0,
      1,
      startMs,
      Date.UTC(1969, 11, 31, 23, 59, 59, 999),
      Date.UTC(2066, 5, 1),
      Date.UTC(9999, 11, 31),
    ])("keeps %s milliseconds", async (acceptedAtMs) => {
      const tenant = tenantOf(get);
      const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId, { acceptedAtMs }));
      expect((await tenant.with((tx) => tx.runs.get(runId)))?.acceptedAtMs).toBe(acceptedAtMs);
    });

    test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15])("refuses %s", async (acceptedAtMs) => {
      const tenant = tenantOf(get);
      const asked = tenant.with((tx) => insertRun(tx, tenant.tenantId, { acceptedAtMs }));
      await expect(asked).rejects.toThrow(InvalidInputError);
    });
  });
}
