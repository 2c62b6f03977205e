import { createInterface } from "node:readline/promises";
import type { HumanTaskView } from "../shared/contracts/api/human-tasks.ts";
import { paint } from "./terminal.ts";

interface Field {
  type?: string;
  enum?: unknown[];
  title?: string;
}

/** Asks the person at this terminal, field by field of the form. Returns null when there is no terminal to ask at. */
export async function askPerson(task: HumanTaskView): Promise<Record<string, unknown> | null> {
  console.log(`\n${paint("bold", task.question.trim())}`);
  if (!process.stdin.isTTY) {
    console.log(`Waiting for somebody to answer ${task.id} (POST ${task.url}/decision).`);
    return null;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer: Record<string, unknown> = {};
    const required = (task.form["required"] ?? []) as string[];
    for (const [name, field] of Object.entries((task.form["properties"] ?? {}) as Record<string, Field>)) {
      const value = await askField(
        (question) => terminal.question(question),
        name,
        field,
        required.includes(name),
      );
      if (value !== undefined) answer[name] = value;
    }
    return answer;
  } finally {
    terminal.close();
  }
}

async function askField(
  ask: (question: string) => Promise<string>,
  name: string,
  field: Field,
  required: boolean,
): Promise<unknown> {
  const choices = field.enum ? ` (${field.enum.join("/")})` : "";
  for (;;) {
    const text = (await ask(`  ${field.title ?? name}${choices}${required ? "" : " [optional]"}: `)).trim();
    if (text === "" && !required) return undefined;
    const value = parseField(text, field);
    if (value !== undefined && (!field.enum || field.enum.includes(value))) return value;
    console.log(
      paint("yellow", `  Please give ${field.enum ? `one of ${field.enum.join(", ")}` : `a ${field.type}`}.`),
    );
  }
}

function parseField(text: string, field: Field): unknown {
  if (field.type === undefined || field.type === "string") return text === "" ? undefined : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
