import { expect, test } from "vitest";
import type { HandoverTrigger } from "../../contracts/workflow.ts";
import { asksForPerson } from "./explicit-request.ts";

const triggers: HandoverTrigger[] = [
  { type: "confidence_threshold", threshold: 0.7 },
  { type: "explicit_request", patterns: ["speak to human", "straße", "café"] },
];

test.each([
  ["whatever its case", { customer_message: "Let me SPEAK to Human!" }],
  ["in either field", { message: "speak to human" }],
  ["in a list of messages", { messages: ["hello", "speak to human"] }],
  [
    "in a customer's message of a conversation",
    { messages: [{ sender: "customer", content: "speak to human" }] },
  ],
  ["across letters without a single lower-case form", { message: "STRASSE" }],
  ["across Unicode's ways to write it", { message: "cafe\u0301" }],
])("finds a request %s", (_, input) => {
  expect(asksForPerson(input, triggers)).toBe(true);
});

test.each([
  ["nobody asked", { customer_message: "Where is my order?" }],
  ["an agent said it", { messages: [{ sender: "agent", content: "Do you want to speak to human staff?" }] }],
  ["another field says it", { note: "speak to human" }],
  ["there is no message", { customer_message: 7, messages: [null, 3, {}] }],
])("finds none when %s", (_, input) => {
  expect(asksForPerson(input, triggers)).toBe(false);
});

test("asks nothing of workflows without the trigger", () => {
  expect(asksForPerson({ message: "speak to human" }, [])).toBe(false);
});
