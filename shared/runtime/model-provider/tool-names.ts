import type { ModelRequest } from "../../contracts/model.ts";

/** Both directions of one request's tool names: ours are dotted (`shopify.get_order`), providers refuse dots. */
export interface ToolNames {
  toWire(name: string): string;
  /** A name the model made up comes back as it is; whoever runs tools says that there is no such tool. */
  fromWire(wireName: string): string;
}

/** The strictest of the providers: `^[a-zA-Z0-9_-]{1,64}$`. */
const longestName = 64;

/** The spelling of one name on the wire, before collisions are resolved. */
export function wireToolName(name: string): string {
  const spelled = name.replaceAll(".", "__").replaceAll(/[^\w-]/g, "_");
  return spelled.slice(0, longestName) || "_";
}

/** Pairs every tool name of a request, offered or called earlier, with a unique one for the wire. */
export function createToolNames(request: Pick<ModelRequest, "tools" | "messages">): ToolNames {
  const toWire = new Map<string, string>();
  const fromWire = new Map<string, string>();
  for (const name of namesIn(request)) {
    if (toWire.has(name)) continue;
    const wireName = firstFree(wireToolName(name), fromWire);
    toWire.set(name, wireName);
    fromWire.set(wireName, name);
  }
  return {
    toWire: (name) => toWire.get(name) ?? wireToolName(name),
    fromWire: (wireName) => fromWire.get(wireName) ?? wireName,
  };
}

function* namesIn(request: Pick<ModelRequest, "tools" | "messages">): Generator<string> {
  for (const tool of request.tools ?? []) yield tool.name;
  for (const message of request.messages) {
    if (message.role === "assistant") for (const call of message.toolCalls ?? []) yield call.name;
    if (message.role === "tool") yield message.toolName;
  }
}

function firstFree(wanted: string, taken: ReadonlyMap<string, string>): string {
  let candidate = wanted;
  for (let count = 2; taken.has(candidate); count++) {
    const suffix = `_${count}`;
    candidate = wanted.slice(0, longestName - suffix.length) + suffix;
  }
  return candidate;
}
