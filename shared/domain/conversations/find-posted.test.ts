import { expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { postMessage } from "./post-message.ts";

const posted = {
  tenantId,
  conversationId,
  messageId: "m",
  sender: "system",
  senderId: "crm",
  postedBy: null,
  text: "A note.",
  isPrivate: true,
} as const;

test.each([
  { sender: "agent" },
  { senderId: "other" },
  { text: "Another note." },
  { isPrivate: false },
] as const)("a message under the id of one that differs in %o is refused", async (changes) => {
  const { services, messages } = await createDeskFixture();
  await postMessage(posted, services);
  const { message } = await postMessage(posted, services);
  expect(message).toMatchObject({ seq: 1, text: "A note." });
  await expect(postMessage({ ...posted, ...changes }, services)).rejects.toMatchObject({
    details: { code: "message-id-taken" },
  });
  expect(await messages()).toHaveLength(1);
});
