import { describe, expect, test } from "vitest";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { sampleRevision, startMs } from "./samples.ts";

export function testWorkflows(get: GetDatabase): void {
  describe("workflows", () => {
    test("gives back a revision by its digest", async () => {
      const { with: inTenant } = tenantOf(get);
      const revision = sampleRevision();
      await inTenant((tx) => tx.workflows.publish(revision));
      expect(await inTenant((tx) => tx.workflows.getRevision(revision.digest))).toEqual(revision);
      expect(await inTenant((tx) => tx.workflows.getRevision("other"))).toBeNull();
    });

    test("points a version at the revision published last, and keeps the older ones", async () => {
      const { with: inTenant } = tenantOf(get);
      const [first, second] = [sampleRevision(), sampleRevision({ source: "changed" })];
      await inTenant((tx) => tx.workflows.publish(first));
      await inTenant((tx) => tx.workflows.publish(second));
      expect(await inTenant((tx) => tx.workflows.getCurrent("support", "1.0.0"))).toEqual(second);
      expect(await inTenant((tx) => tx.workflows.getRevision(first.digest))).toEqual(first);
      await inTenant((tx) => tx.workflows.publish(first));
      expect(await inTenant((tx) => tx.workflows.getCurrent("support", "1.0.0"))).toEqual(first);
    });

    test("never changes a revision", async () => {
      const { with: inTenant } = tenantOf(get);
      const revision = sampleRevision();
      await inTenant((tx) => tx.workflows.publish(revision));
      await inTenant((tx) =>
        tx.workflows.publish({ ...revision, source: "forged", publishedAtMs: startMs + 9 }),
      );
      expect(await inTenant((tx) => tx.workflows.getRevision(revision.digest))).toEqual(revision);
    });

    test("keeps that a revision was deployed, also when it is published by hand afterwards", async () => {
      const { with: inTenant } = tenantOf(get);
      const revision = sampleRevision();
      await inTenant((tx) => tx.workflows.publish(revision));
      await inTenant((tx) => tx.workflows.publish({ ...revision, deployed: true }));
      await inTenant((tx) => tx.workflows.publish(revision));
      expect(await inTenant((tx) => tx.workflows.getRevision(revision.digest))).toEqual({
        ...revision,
        deployed: true,
      });
    });

    test("lists the deployed revisions of a name, latest first", async () => {
      const { with: inTenant } = tenantOf(get);
      const deployed = [1, 3, 2].map((afterMs) =>
        sampleRevision({ deployed: true, publishedAtMs: startMs + afterMs }, "support", `${afterMs}.0.0`),
      );
      const [first, third, second] = deployed;
      const others = [sampleRevision(), sampleRevision({ deployed: true }, "other")];
      for (const revision of [...deployed, ...others]) await inTenant((tx) => tx.workflows.publish(revision));
      expect(await inTenant((tx) => tx.workflows.listDeployed("support", 9))).toEqual([third, second, first]);
      expect(await inTenant((tx) => tx.workflows.listDeployed("support", 2))).toEqual([third, second]);
      expect(await tenantOf(get).with((tx) => tx.workflows.listDeployed("support", 9))).toEqual([]);
    });

    test("takes the version published last where none is asked for, also within one millisecond", async () => {
      const { with: inTenant } = tenantOf(get);
      const newer = sampleRevision({}, "support", "2.0.0");
      const older = sampleRevision({}, "support", "1.10.0");
      await inTenant((tx) => tx.workflows.publish(newer));
      await inTenant((tx) => tx.workflows.publish(older));
      expect((await inTenant((tx) => tx.workflows.getCurrent("support", null)))?.workflow.version).toBe(
        "1.10.0",
      );
      await inTenant((tx) => tx.workflows.publish(newer));
      expect((await inTenant((tx) => tx.workflows.getCurrent("support", null)))?.workflow.version).toBe(
        "2.0.0",
      );
      expect(await inTenant((tx) => tx.workflows.getCurrent("support", "3.0.0"))).toBeNull();
      expect(await inTenant((tx) => tx.workflows.getCurrent("other", null))).toBeNull();
    });

    test("lists the current revision of every name and version, by name", async () => {
      const { with: inTenant } = tenantOf(get);
      for (const [name, version] of [
        ["b", "1"],
        ["a", "2"],
        ["a", "1"],
        ["a", "1"],
      ] as const) {
        await inTenant((tx) => tx.workflows.publish(sampleRevision({}, name, version)));
      }
      const listed = await inTenant((tx) => tx.workflows.list());
      expect(listed.map(({ workflow }) => `${workflow.name}@${workflow.version}`)).toEqual([
        "a@1",
        "a@2",
        "b@1",
      ]);
    });
  });
}
