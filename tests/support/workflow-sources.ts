/** The head of a workflow's source, up to its nodes. */
export const workflowHead = (name: string, version = "1.0.0") =>
  `name: ${name}\nversion: ${version}\nworkflow:\n  nodes:\n`;

/** A tool fails, then nobody answers in time, then another tool reminds. */
export const mishaps = `${workflowHead("mishaps")}
    - id: lookup
      type: tool
      config: { tool: shopify.get_order, input: { order_id: "0" } }
      on_error: ask
    - id: ask
      type: human
      config: { question: "Well?", on_timeout: remind }
      timeout_seconds: 1
    - id: remind
      type: tool
      config: { tool: gmail.send_email, input: { to: a@example.com, subject: Well, body: "?" } }`;
