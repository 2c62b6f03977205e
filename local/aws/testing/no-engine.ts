import type { Engine } from "../step-functions/engine.ts";
function refuse(): never {
  throw new Error("no engine");
}
export const noEngine: Engine = {
  validate: refuse,
  compile: refuse,
  initialState: refuse,
  advance: refuse,
  restore: refuse,
};
