import type { ModelMessage, ModelRequest, ModelResponse, ModelToolCall } from "../../contracts/model.ts";
import type { ToolDefinition } from "../../contracts/tool.ts";
import { parseReactTurn } from "./react-text.ts";

/** What a turn of the model asks for. */
type Turn =
  | { kind: "final"; text: string }
  | { kind: "actions"; calls: ModelToolCall[] }
  | { kind: "malformed"; told: string };

export interface Observed {
  call: ModelToolCall;
  text: string;
  isError: boolean;
}

/** How tools are spoken of with a model: its own protocol, or text. */
export interface ToolConversation {
  messages: readonly ModelMessage[];
  /** What a request needs beside the messages. */
  extras: Pick<ModelRequest, "tools" | "stopSequences">;
  /** Reads a turn; `stepNo` names calls that have no usable id. */
  read(response: ModelResponse, stepNo: number): Turn;
  /** Adds a turn and the outcome of each of its calls. */
  addActions(response: ModelResponse, observed: Observed[]): void;
  /** Adds a turn that could not be read, and what the model is told. */
  addMalformed(response: ModelResponse, told: string): void;
}

/** The model's own tool protocol. */
export function nativeConversation(
  start: ModelMessage[],
  tools: readonly ToolDefinition[],
): ToolConversation {
  const messages = [...start];
  const usedIds = new Set<string>();
  const usableId = (id: string, instead: string): string => {
    const chosen = id === "" || usedIds.has(id) ? instead : id;
    usedIds.add(chosen);
    return chosen;
  };
  const offered = tools.map(({ name, description, input }) => ({ name, description, input }));
  return {
    messages,
    extras: offered.length === 0 ? {} : { tools: offered },
    read(response, stepNo) {
      if (response.toolCalls.length > 0) {
        // Providers answer calls by id; some send none, or one twice.
        const calls = response.toolCalls.map((call, index) => ({
          ...call,
          id: usableId(call.id, `call_${stepNo}_${index}`),
        }));
        return { kind: "actions", calls };
      }
      if (response.text.trim() !== "") return { kind: "final", text: response.text };
      return { kind: "malformed", told: emptyTurn };
    },
    addActions(response, observed) {
      messages.push({ role: "assistant", text: response.text, toolCalls: observed.map(({ call }) => call) });
      for (const { call, text, isError } of observed) {
        messages.push({
          role: "tool",
          toolCallId: call.id,
          toolName: call.name,
          text,
          ...(isError && { isError }),
        });
      }
    },
    addMalformed(response, told) {
      messages.push({ role: "assistant", text: response.text.trim() === "" ? "(no answer)" : response.text });
      messages.push({ role: "user", text: told });
    },
  };
}

/** Thought / Action / Action Input / Observation / Final Answer, for models without native tools. */
export function textualConversation(start: ModelMessage[]): ToolConversation {
  const messages = [...start];
  return {
    messages,
    // Else the model would go on and invent the observation.
    extras: { stopSequences: ["\nObservation:"] },
    read(response, stepNo) {
      const turn = parseReactTurn(response.text);
      if (turn.kind === "final") return { kind: "final", text: turn.answer };
      if (turn.kind === "malformed") return { kind: "malformed", told: turn.told };
      return { kind: "actions", calls: [{ id: `call_${stepNo}_0`, name: turn.action, input: turn.input }] };
    },
    addActions(response, observed) {
      const turn = parseReactTurn(response.text);
      messages.push({ role: "assistant", text: turn.kind === "action" ? turn.consumed : response.text });
      messages.push({ role: "user", text: observed.map(({ text }) => `Observation: ${text}`).join("\n") });
    },
    addMalformed(response, told) {
      messages.push({ role: "assistant", text: response.text.trim() === "" ? "(no answer)" : response.text });
      messages.push({ role: "user", text: `Observation: ${told}` });
    },
  };
}

/** What a model is told that answered with nothing. */
export const emptyTurn = "Your answer was empty. Call a tool, or give the complete answer.";
