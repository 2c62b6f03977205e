import { expect, test } from "vitest";
import { edgesOf, placeNodes } from "./graph.ts";

const node = (id: string, upstream: string[], type: "agent" | "sink" = "agent") => ({ id, upstream, type });

test("an edge that a longer way implies is not drawn", () => {
  const nodes = [node("a", []), node("b", ["a"]), node("c", ["a", "b"])];
  expect(edgesOf(nodes).map(({ from, to }) => `${from}-${to}`)).toEqual(["a-b", "b-c"]);
});

test("a sink that triggers enter hangs on the beginning", () => {
  const nodes = [node("a", []), node("b", ["a"]), node("HANDOVER", [], "sink")];
  expect(edgesOf(nodes)).toContainEqual({ from: "a", to: "HANDOVER", byTrigger: true });
});

test("what comes later stands lower", () => {
  const nodes = [node("a", []), node("b", ["a"]), node("c", ["b"])];
  const places = placeNodes(nodes, edgesOf(nodes));
  const [a, b, c] = ["a", "b", "c"].map((id) => places.get(id)!.y);
  expect([a! < b!, b! < c!]).toEqual([true, true]);
});

test("two hundred nodes are laid out, each in a place of its own", () => {
  const nodes = Array.from({ length: 200 }, (_, index) =>
    node(`n${index}`, index === 0 ? [] : [`n${Math.floor((index - 1) / 2)}`]),
  );
  const places = placeNodes(nodes, edgesOf(nodes));
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(200);
});
