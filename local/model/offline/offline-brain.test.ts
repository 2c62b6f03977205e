import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import type { ModelMessage } from "../../../shared/contracts/model.ts";
import type { ModelCall } from "../exchange.ts";
import { answerOffline } from "./offline-brain.ts";

const call = (user: string, over: Partial<ModelCall> = {}): ModelCall => ({
  protocol: "openai",
  model: "hil-offline",
  messages: [{ role: "user", text: user }],
  tools: [],
  toolChoice: "auto",
  output: null,
  stream: false,
  maxOutputTokens: null,
  ...over,
});
const filled = (user: string, schema: JsonSchema, messages?: ModelMessage[]): Json =>
  JSON.parse(
    answerOffline(call(user, { output: { name: "x", schema }, ...(messages && { messages }) })).text,
  ) as Json;
const object = (properties: JsonSchema) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});

describe("answerOffline() with a schema", () => {
  const intent = object({
    intent: {
      type: "string",
      enum: ["return_request", "order_status", "technical_issue", "billing_question", "other"],
    },
    confidence: { type: "number", minimum: 0, maximum: 1 },
  });

  test.each([
    ["I want to return order #12345", "return_request"],
    ["the shoes do not fit, can I send them back?", "return_request"],
    ["Where is my parcel?", "order_status"],
    ["When will order 5512 arrive", "order_status"],
    ["it does not work", "technical_issue"],
    ["The screen is broken and it won't turn on", "technical_issue"],
    ["You charged me twice", "billing_question"],
    ["Tell me a joke", "other"],
  ])("hears what %j is about", (text, expected) => {
    expect(filled(`Classify the intent of this message:\n\n${text}`, intent)).toMatchObject({
      intent: expected,
    });
  });

  test("is surer of clear words than of none", () => {
    const clear = filled("Message: I want to return my order", intent) as { confidence: number };
    const unclear = filled("Message: well, you know", intent) as { confidence: number };
    expect(clear.confidence).toBeGreaterThan(0.8);
    expect(unclear.confidence).toBeLessThan(0.5);
  });

  test("judges the customer's words and not the instructions around them", () => {
    const prompt =
      "Decide whether this is a return_request, an order_status or other.\nReturns and refunds are return_request.\n\nCustomer message: where is my package?";
    expect(filled(prompt, intent)).toMatchObject({ intent: "order_status" });
  });

  test("uses what the schema says of its values", () => {
    const team = object({
      team: {
        type: "string",
        enum: ["A", "B"],
        description: "A: heating and boilers; B: gardens, lawns and trees",
      },
    });
    expect(filled("Message: my boiler is cold", team)).toEqual({ team: "A" });
    expect(filled("Message: the lawn is brown", team)).toEqual({ team: "B" });
  });

  test("takes a stated decision as it stands", () => {
    const decision = object({ decision: { type: "string", enum: ["approve", "reject"] } });
    expect(filled("Decision: reject\nMessage: please approve it", decision)).toEqual({ decision: "reject" });
  });

  test("finds numbers and addresses, and says null where there are none", () => {
    const schema = object({ order_id: { type: ["string", "null"] }, email: { type: ["string", "null"] } });
    expect(filled("Message: order #A-10045, write to jane@example.com", schema)).toEqual({
      order_id: "A-10045",
      email: "jane@example.com",
    });
    expect(filled("Message: hello", schema)).toEqual({ order_id: null, email: null });
  });

  test("fills an open object with what it found", () => {
    const schema = object({ entities: { type: "object" } });
    expect(filled("I want to return order #12345", schema)).toEqual({ entities: { order_id: "12345" } });
  });

  test("finds the schema that a prompt spells out", () => {
    const schema = object({ sentiment: { type: "string", enum: ["positive", "negative"] } });
    const prompt = `Answer with JSON that fits ${JSON.stringify(schema)}\n\nMessage: this is terrible, I am angry`;
    expect(JSON.parse(answerOffline(call(prompt)).text)).toEqual({ sentiment: "negative" });
  });

  test("picks several values where a list is asked for", () => {
    const schema = object({ topics: { type: "array", items: { enum: ["billing", "delivery", "account"] } } });
    expect(filled("Message: my parcel is late and I was charged twice", schema)).toEqual({
      topics: ["billing", "delivery"],
    });
  });

  test("always answers with a document that fits the schema", () => {
    const ajv = new Ajv2020({ strict: false });
    fc.assert(
      fc.property(schemas(), fc.string({ maxLength: 200 }), (schema, text) => {
        const check = ajv.compile(schema);
        const value = filled(text, schema);
        check(value);
        expect({ schema, value, errors: check.errors }).toEqual({ schema, value, errors: null });
      }),
      { numRuns: 300 },
    );
  });
});

describe("answerOffline() with tools", () => {
  const tool = (name: string, description: string, ...parameters: string[]) => ({
    name,
    description,
    input: object(Object.fromEntries(parameters.map((each) => [each, { type: "string" }]))),
  });
  const tools = [
    tool("shop__list_orders", "Lists the orders of a customer.", "customer_id"),
    tool("shop__get_order", "Gets one order.", "order_id"),
    tool("shop__cancel_order", "Cancels an order.", "order_id"),
    tool("mail__send_email", "Sends an e-mail.", "to", "body"),
  ];
  const chosen = (user: string, messages: ModelMessage[] = []) => {
    const answer = answerOffline(
      call(user, { tools, messages: [{ role: "user", text: user }, ...messages] }),
    );
    return answer.toolCalls.map(({ name, arguments: input }) => [name, JSON.parse(input)]);
  };
  const observed = (name: string, text: string, isError = false): ModelMessage[] => [
    { role: "assistant", text: "", toolCalls: [{ id: name, name, input: {} }] },
    { role: "tool", toolCallId: name, toolName: name, text, isError },
  ];

  test("looks up what it knows the number of", () => {
    expect(chosen("Where is order 12345?")).toEqual([["shop__get_order", { order_id: "12345" }]]);
  });

  test("searches where it does not know the number", () => {
    expect(chosen("Which orders do I have? I am cust_12")).toEqual([
      ["shop__list_orders", { customer_id: "cust_12" }],
    ]);
  });

  test("calls nothing whose arguments are not known", () => {
    expect(chosen("Where is my order?")).toEqual([]);
  });

  test("calls each tool once", () => {
    expect(chosen("Where is order 12345?", observed("shop__get_order", '{"status":"shipped"}'))).toEqual([]);
  });

  test("changes nothing that the task does not name", () => {
    const seen = observed("shop__get_order", '{"status":"shipped"}');
    expect(chosen("Where is order 12345?", seen)).toEqual([]);
    expect(chosen("Cancel order 12345, please", seen)).toEqual([
      ["shop__cancel_order", { order_id: "12345" }],
    ]);
  });

  test("changes nothing after a failure or a refusal", () => {
    const text = "Cancel order 12345, please";
    expect(chosen(text, observed("shop__get_order", "not found", true))).toEqual([]);
    expect(chosen(text, observed("shop__get_order", '{"allowed": false}'))).toEqual([]);
  });

  test("tells last", () => {
    const text = "Cancel order 12345 and e-mail john@example.com about it";
    const seen = observed("shop__get_order", '{"status":"processing"}');
    expect(chosen(text, seen)[0]?.[0]).toBe("shop__cancel_order");
    const done = [...seen, ...observed("shop__cancel_order", '{"status":"cancelled"}')];
    expect(chosen(text, done)).toMatchObject([["mail__send_email", { to: "john@example.com" }]]);
  });

  test("keeps to a tool that it has to call, and to none where it may not", () => {
    const named = answerOffline(call("Order 1234", { tools, toolChoice: { name: "shop__cancel_order" } }));
    expect(named.toolCalls).toMatchObject([{ name: "shop__cancel_order", arguments: '{"order_id":"1234"}' }]);
    expect(answerOffline(call("Where is order 12345?", { tools, toolChoice: "none" })).toolCalls).toEqual([]);
  });
});

describe("answerOffline()", () => {
  test("is the same every time, whatever it is asked", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
        const first = answerOffline(call(text));
        expect(answerOffline(call(text))).toEqual(first);
        expect(first.text).not.toBe("");
      }),
    );
  });

  test("comes to an end over long and odd texts", () => {
    for (const text of [
      "{".repeat(50_000),
      "a:".repeat(50_000),
      "<text>".repeat(20_000),
      `order ${"9".repeat(50_000)}`,
    ]) {
      expect(answerOffline(call(text)).text).not.toBe("");
    }
  });
});

/** Schemas of the kinds that agents state for their outputs. */
function schemas(): fc.Arbitrary<JsonSchema> {
  const names = fc.constantFrom(
    "order_id",
    "email",
    "text",
    "summary",
    "reason",
    "confidence",
    "approved",
    "amount",
    "tags",
  );
  const scalar = fc.oneof(
    fc.constantFrom<JsonSchema>(
      { type: "string" },
      { type: ["string", "null"] },
      { type: "string", maxLength: 20 },
      { type: "boolean" },
      { type: "integer", minimum: 1, maximum: 5 },
      { type: "number" },
      { type: ["number", "null"] },
      { const: "fixed" },
      { anyOf: [{ type: "null" }, { type: "number" }] },
    ),
    fc
      .uniqueArray(fc.constantFrom("billing", "return", "other", "yes", "no"), { minLength: 1 })
      .map((values) => ({ enum: values })),
  );
  const { schema } = fc.letrec<{ schema: JsonSchema; inner: JsonSchema }>((tie) => ({
    inner: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar,
      tie("schema"),
      fc.record({ type: fc.constant("array"), items: tie("inner") }),
    ),
    schema: fc.dictionary(names, tie("inner"), { maxKeys: 4 }).map((properties) => ({
      type: "object",
      additionalProperties: false,
      properties: { ...properties },
      // An address that nobody stated is not made up.
      required: Object.keys(properties).filter((name) => name !== "email"),
    })),
  }));
  return schema;
}
