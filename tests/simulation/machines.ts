import { readFileSync } from "node:fs";
import type { StateMachine } from "../../statemachines/asl/types.ts";
import { compileStateMachine } from "../../statemachines/interpreter/compile.ts";
import type { CompiledMachine } from "../../statemachines/interpreter/machine.ts";

const folder = new URL("../../statemachines/conversation/", import.meta.url);
const read = (name: string) => readFileSync(new URL(`${name}.asl.json`, folder), "utf8");
const compile = (text: string) => compileStateMachine(JSON.parse(text) as StateMachine);

/** The machines as they are deployed, and the conversation's with successors after two turns instead of a hundred. */
export const machines: Record<"conversation" | "hurried" | "deadline", CompiledMachine> = {
  conversation: compile(read("conversation")),
  hurried: compile(hurried(read("conversation"))),
  deadline: compile(read("deadline")),
};

function hurried(text: string): string {
  const changed = text.replace("+ 99 %}", "+ 1 %}");
  if (changed === text) throw new Error("The conversation's machine counts its turns in another way.");
  return changed;
}
