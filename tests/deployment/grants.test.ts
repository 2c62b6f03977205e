import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topology } from "../../infra/topology.ts";
import { grantsOf } from "./grants/grants-of.ts";
import { isRefusalOf, type RestrictedHost, startRestrictedHost } from "./grants/restricted-host.ts";
import { runToAnswer } from "./grants/run-to-answer.ts";
import { publishWorkflows, scenarios } from "./grants/scenarios.ts";
import { unused } from "./grants/unused.ts";

let restricted: RestrictedHost;

beforeAll(async () => {
  restricted = await startRestrictedHost();
  await publishWorkflows(restricted);
});
afterAll(() => restricted?.close());

const grants = grantsOf(topology);

test("every grant of the topology has a scenario that needs it, and every scenario its grant", () => {
  expect(Object.keys(scenarios).toSorted()).toEqual(grants.map(({ name }) => name).toSorted());
});

test("with all grants nobody is refused, and everybody says who they are", async () => {
  const { client, decisions } = restricted;
  const since = decisions.length;
  expect(await runToAnswer(client)).toMatchObject({ status: "completed" });
  const made = decisions.slice(since);
  expect(made.filter(({ verdict }) => verdict !== "allowed")).toEqual([]);
  // Nobody but the run's functions was at work: a request of theirs that lost its name would show here.
  expect(new Set(made.map(({ caller }) => caller.kind))).toEqual(new Set(["role"]));
});

describe("without", () => {
  test.each(grants.map((grant) => [grant.name, grant] as const))(
    "%s access is denied",
    async (name, grant) => {
      const act = await scenarios[name]!(restricted);
      const since = restricted.decisions.length;
      const { need } = await restricted.without(grant, async () => {
        await act();
        return restricted.refused(grant, since);
      });
      expect(restricted.log()).toMatch(
        new RegExp(
          `AccessDenied: User: \\S+/${grant.role}/\\S+ is not authorized to perform: ${need.action} on`,
        ),
      );
    },
  );
});

test("nobody was refused what no grant gives", () => {
  const refusals = restricted.decisions.filter(({ verdict }) => verdict !== "allowed");
  const roles = new Set(grants.map(({ role }) => role));
  expect(refusals.filter((each) => ![...roles].some((role) => isRefusalOf({ role }, each)))).toEqual([]);
});

test("no role may do what no scenario needs", () => {
  expect(unused(restricted.decisions)).toEqual([]);
});
