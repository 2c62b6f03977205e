import type { Json } from "../../../shared/contracts/json.ts";
import { factsIn, lookUpText } from "./facts.ts";

type Line = (find: (name: string) => string | null) => string | null;

/** Sentences about the things that a shop's tools answer with. */
const lines: Line[] = [
  (find) =>
    find("return_id") === null ? null : `Your return is registered under number ${find("return_id")}.`,
  (find) => {
    const status = find("status");
    if (find("order_id") === null || status === null || find("return_id") !== null) return null;
    const item = find("item");
    const named = item === null ? "" : ` (${item})`;
    return `Your order #${find("order_id")}${named} is ${status.replaceAll("_", " ")}${delivery(find)}.`;
  },
  (find) => (find("tracking_number") === null ? null : `Its tracking number is ${find("tracking_number")}.`),
  (find) =>
    find("reason") === null || find("return_id") !== null
      ? null
      : `${find("reason")}`.replace(/([^.!?])$/, "$1."),
  (find) => (find("refund_usd") === null ? null : `${find("refund_usd")} USD will be refunded.`),
  // Last: an address ends without a full stop.
  (find) => (find("label_url") === null ? null : `You will find the return label here: ${find("label_url")}`),
];

/** What a document states, as sentences to a customer; members that no sentence is known for are left out. */
export function describeFacts(document: Json): string[] {
  const facts = factsIn(document);
  const find = (name: string) => lookUpText(facts, name);
  return lines.map((line) => line(find)).filter((sentence) => sentence !== null);
}

function delivery(find: (name: string) => string | null): string {
  const delivered = find("delivered_at") ?? find("delivery_date");
  if (delivered !== null) return `, delivered on ${delivered.slice(0, 10)}`;
  const expected = find("expected_delivery") ?? find("estimated_delivery");
  return expected === null ? "" : `, expected on ${expected.slice(0, 10)}`;
}
