import type { DeskSettings } from "../../shared/contracts/human-agent.ts";
import type { Act } from "./people.ts";
import type { Random } from "./random.ts";

/** What somebody does who may have nothing to do. */
export function pickAct(random: Random, { assignment }: DeskSettings): Act {
  return random.weighted<Act>([
    [assignment === "claim" ? 60 : 12, { kind: "claim" }],
    [20, { kind: "status", status: "online" }],
    [4, { kind: "status", status: "away" }],
    [4, { kind: "status", status: "offline" }],
    [3, { kind: "reply" }],
    [3, { kind: "resolve" }],
  ]);
}

/** What somebody does who has a conversation. */
export function pickWork(random: Random): Act {
  return random.weighted<Act>([
    [18, { kind: "reply" }],
    [5, { kind: "note" }],
    [8, { kind: "release" }],
    [35, { kind: "resolve" }],
    [45, { kind: "back" }],
    [7, { kind: "reassign" }],
    [3, { kind: "claim" }],
    [3, { kind: "status", status: "online" }],
    [3, { kind: "status", status: "away" }],
    [5, { kind: "status", status: "offline" }],
  ]);
}
