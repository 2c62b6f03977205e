import { expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import { postMessage } from "./post-message.ts";
import { requestersOfTurn } from "./requesters-of-turn.ts";

test("everybody whose words a turn works on asks for what it does, each once", async () => {
  const { write, current, inTenant, services } = await createDeskFixture();
  await write("Hello.");
  const text = { text: "A refund.", sender: "customer", senderId: "john", isPrivate: false } as const;
  for (const postedBy of ["sam", "sam", "oscar", null]) {
    const posted = { ...text, tenantId, conversationId, messageId: services.newId(), postedBy };
    await postMessage(posted, services);
  }
  const conversation: Conversation = { ...(await current())!, openedBy: "olga", instructedBy: "ida" };
  const requesters = (changes: Partial<Conversation>) =>
    inTenant((tx) => requestersOfTurn(tx, { ...conversation, ...changes }));
  expect(await requesters({})).toEqual(["john", "olga", "ida", "oscar", "sam"]);
  expect(await requesters({ openedBy: "sam" })).toEqual(["john", "sam", "ida", "oscar"]);
  expect(await requesters({ openedBy: null, instructedBy: null })).toEqual(["john", "oscar", "sam"]);
  expect(await requesters({ lastSeq: 1 })).toEqual(["john", "olga", "ida"]);
});
