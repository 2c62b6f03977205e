import { expect, test } from "vitest";
import { conversationPart } from "../../shared/domain/changes/conversation-part.ts";
import type { ChangeCounter } from "../../shared/domain/changes/ports.ts";

/** Two conversations that are counted apart. */
const [one, other] = ["conv_1", "conv_2"];
let tenants = 0;

/** What every counter of changes promises; `open` gives two that share their counts, as two processes would have. */
export function testChangeCounter(open: () => [ChangeCounter, ChangeCounter]): void {
  function prepare() {
    const [writer, reader] = open();
    const tenantId = `tenant-${(tenants += 1)}`;
    const counts = async (of = tenantId) => {
      const { total, ofConversation } = await reader.read(of);
      return [total, ofConversation(one), ofConversation(other)];
    };
    return { tenantId, bump: (...ids: string[]) => writer.bump(tenantId, ids), counts };
  }

  test("a tenant that nothing has changed in counts nothing", async () => {
    expect(await prepare().counts()).toEqual([0, 0, 0]);
  });

  test("a conversation's change moves the tenant's count and its own, and not another's", async () => {
    expect(conversationPart(one)).not.toBe(conversationPart(other));
    const { bump, counts } = prepare();
    await bump(one);
    expect(await counts()).toEqual([1, 1, 0]);
    await bump(other);
    expect(await counts()).toEqual([2, 1, 1]);
  });

  test("a change of several conversations, or of something else, is one", async () => {
    const { bump, counts } = prepare();
    await bump(one, other, one);
    expect(await counts()).toEqual([1, 1, 1]);
    await bump();
    expect(await counts()).toEqual([2, 1, 1]);
  });

  test("fifty changes at once are all counted", async () => {
    const { bump, counts } = prepare();
    await Promise.all(Array.from({ length: 50 }, () => bump(one)));
    expect(await counts()).toEqual([50, 50, 0]);
  });

  test("another tenant's changes are its own", async () => {
    const { bump, counts } = prepare();
    await bump(one);
    expect(await counts("somebody else")).toEqual([0, 0, 0]);
  });

  test("what was read stays as it was", async () => {
    const [writer, reader] = open();
    const before = await reader.read("still");
    await writer.bump("still", [one]);
    expect([before.total, before.ofConversation(one)]).toEqual([0, 0]);
  });
}
