import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ChannelRecord } from "../../../shared/contracts/channel.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { startMs } from "./samples.ts";

export function sampleChannel(tenantId: string, changes: Partial<ChannelRecord> = {}): ChannelRecord {
  return {
    channelId: `chn_${randomBytes(16).toString("hex")}`,
    tenantId,
    kind: "web",
    name: "Shop",
    workflowId: "support@1.0.0",
    enabled: true,
    secrets: [{ version: 1, sealed: "s1:1:AAAA", issuedTo: "olivia", retiresAtMs: null }],
    createdAtMs: startMs,
    updatedAtMs: startMs,
    ...changes,
  };
}

export function testChannels(get: GetDatabase): void {
  describe("channels", () => {
    const find = (channelId: string) =>
      get().database.system("find a channel", (tx) => tx.findChannel(channelId));

    test("are found by id, by their tenant and before it is known", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const channel = sampleChannel(tenantId);
      await inTenant((tx) => tx.channels.insert(channel));
      expect(await inTenant((tx) => tx.channels.get(channel.channelId))).toEqual(channel);
      expect(await inTenant((tx) => tx.channels.lock(channel.channelId))).toEqual(channel);
      expect(await find(channel.channelId)).toEqual(channel);
      for (const nothing of [`chn_${"0".repeat(32)}`, "' or true --"]) {
        expect(await find(nothing)).toBeNull();
        expect(await inTenant((tx) => tx.channels.lock(nothing))).toBeNull();
      }
    });

    test("are listed by age", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const [first, second] = [
        sampleChannel(tenantId),
        sampleChannel(tenantId, { createdAtMs: startMs + 1 }),
      ];
      await inTenant((tx) => tx.channels.insert(second));
      await inTenant((tx) => tx.channels.insert(first));
      expect(await inTenant((tx) => tx.channels.list())).toEqual([first, second]);
    });

    test("are saved, but for what never changes", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const channel = sampleChannel(tenantId);
      await inTenant((tx) => tx.channels.insert(channel));
      const changed: ChannelRecord = {
        ...channel,
        name: "Shop, new",
        workflowId: "other",
        enabled: false,
        secrets: [
          { version: 2, sealed: "s1:1:BBBB", issuedTo: "oscar", retiresAtMs: null },
          { version: 1, sealed: "s1:1:AAAA", issuedTo: "olivia", retiresAtMs: startMs + 5 },
        ],
        updatedAtMs: startMs + 1,
      };
      await inTenant((tx) => tx.channels.save({ ...changed, kind: "mobile", createdAtMs: 0 }));
      expect(await inTenant((tx) => tx.channels.get(channel.channelId))).toEqual(changed);
      await expect(inTenant((tx) => tx.channels.save(sampleChannel(tenantId)))).rejects.toThrow(
        NotFoundError,
      );
    });

    test("are removed once", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const channel = sampleChannel(tenantId);
      await inTenant((tx) => tx.channels.insert(channel));
      expect(await inTenant((tx) => tx.channels.remove(channel.channelId))).toBe(true);
      expect(await inTenant((tx) => tx.channels.remove(channel.channelId))).toBe(false);
      expect(await find(channel.channelId)).toBeNull();
    });

    test("cannot be read, changed, removed or taken over by another tenant", async () => {
      const [owner, other] = [tenantOf(get), tenantOf(get)];
      const channel = sampleChannel(owner.tenantId);
      await owner.with((tx) => tx.channels.insert(channel));
      expect(await other.with((tx) => tx.channels.get(channel.channelId))).toBeNull();
      expect(await other.with((tx) => tx.channels.list())).toEqual([]);
      expect(await other.with((tx) => tx.channels.remove(channel.channelId))).toBe(false);
      await expect(other.with((tx) => tx.channels.save(channel))).rejects.toThrow(NotFoundError);
      const copy = { ...channel, tenantId: other.tenantId };
      await expect(other.with((tx) => tx.channels.insert(copy))).rejects.toThrow(ConflictError);
      expect(await find(channel.channelId)).toEqual(channel);
    });

    test("have an id that nobody can guess", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const channel = sampleChannel(tenantId, { channelId: "chn_1" });
      await expect(inTenant((tx) => tx.channels.insert(channel))).rejects.toThrow(InvalidInputError);
    });
  });
}
