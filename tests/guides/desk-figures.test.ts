import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { expect, test } from "vitest";
import { deskSettingsSchema } from "../../shared/contracts/api/desk.ts";
import { humanAgentKpisSchema, kpisSchema } from "../../shared/contracts/api/kpis.ts";
import { sampleSettings } from "../contract/database/desk-samples.ts";
import { viewSettings } from "../../shared/domain/queue/view-desk.ts";

const guide = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/guides/${name}.md`, import.meta.url)), "utf8");

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
}

/** `cost.ai_usd` of every figure in a schema, and `cost`. */
function namesOf({ properties = {} }: Shape, prefix = ""): string[] {
  return Object.entries(properties).flatMap(([name, shape]) => [
    `${prefix}${name}`,
    ...namesOf(shape, `${prefix}${name}.`),
  ]);
}

/** The first column of the table under a heading, where its words stand in code. */
function figuresUnder(heading: string): string[] {
  const [section = ""] = guide("kpis").split(`\n## ${heading}\n`).slice(1);
  const table = section.split("\n## ")[0]!;
  return [...table.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = ""]) => name);
}

test("the guide to key figures defines every figure of an episode, and no other", () => {
  const { properties } = z.toJSONSchema(kpisSchema, { io: "output" }) as Shape;
  const all = namesOf(properties!["totals"]!);
  const defined = figuresUnder("Each figure");
  for (const name of defined) expect.soft(all).toContain(name);
  for (const name of ["automation_rate", "escalation_rate", "resolution_time", "csat"])
    expect.soft(defined).toContain(name);
  const groups = ["conversations", "first_response_time", "sla"];
  for (const group of groups)
    for (const name of Object.keys(properties!["totals"]!.properties![group]!.properties!))
      expect.soft(defined).toContain(`${group}.${name}`);
});

test("it defines every figure of a person", () => {
  const { properties } = z.toJSONSchema(humanAgentKpisSchema, { io: "output" }) as Shape;
  const ofPerson = Object.keys(properties!["human_agents"]!.items!.properties!);
  const explained = [
    ...figuresUnder("People"),
    "human_agent_id",
    "name",
    "status",
    "resolved",
    "handed_back",
  ];
  expect(explained.toSorted()).toEqual(ofPerson.toSorted());
});

test("the guide to the queue shows settings that the desk takes, and explains each", () => {
  const text = guide("queue-and-sla");
  const [, shown = ""] = /```json\n([^]*?)```/.exec(text) ?? [];
  const settings = deskSettingsSchema.parse(JSON.parse(shown));
  expect(Object.keys(settings).toSorted()).toEqual(Object.keys(viewSettings(sampleSettings)).toSorted());
  for (const name of Object.keys(settings))
    expect.soft(text.split("```json")[1]!.split("```")[1]).toContain(name);
});
