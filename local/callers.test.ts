import { DescribeExecutionCommand, ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import {
  arn,
  restrictCallers,
  startRestricted,
  type RestrictedEndpoint,
} from "./aws/testing/restricted-endpoint.ts";
import { asFunction } from "./callers.ts";

/** Who asked to list state machines, in order; the queue's consumer asks for things of its own. */
const askers = ({ decisions }: RestrictedEndpoint) =>
  decisions.filter(({ need }) => need.action === "states:ListStateMachines").map(({ caller }) => caller.kind);

describe("who asks", () => {
  test("programs outside the host act for the operator", async () => {
    const endpoint = await startRestricted({});
    await endpoint.sfn.send(new ListStateMachinesCommand({}));
    expect(askers(endpoint)).toEqual(["operator"]);
  });

  test("what is made inside the host for nobody is refused, by the SDK or by fetch", async () => {
    const endpoint = await startRestricted({});
    restrictCallers(endpoint);
    await expect(endpoint.sfn.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("names no function"),
    });
    const answer = await fetch(endpoint.url, {
      method: "POST",
      headers: {
        "x-amz-target": "AWSStepFunctions.ListStateMachines",
        "content-type": "application/x-amz-json-1.0",
      },
    });
    expect(answer.status).toBe(400);
    expect(askers(endpoint)).toEqual(["unattributed", "unattributed"]);
  });

  test("a role that does not exist may do nothing", async () => {
    const endpoint = await startRestricted({});
    restrictCallers(endpoint);
    const list = () => endpoint.sfn.send(new ListStateMachinesCommand({}));
    await expect(asFunction("nobody", list)).rejects.toThrow("not authorized");
  });

  test("callers keep their names on connections that they share", async () => {
    const endpoint = await startRestricted({});
    restrictCallers(endpoint);
    const executionArn = arn("states", "execution:a:b");
    const names = Array.from({ length: 40 }, (_, index) => `function-${index}`);
    const ask = async (name: string) =>
      asFunction(name, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return endpoint.sfn.send(new DescribeExecutionCommand({ executionArn }));
      }).catch((error: Error) => error.message);
    const answers = await Promise.all(names.map(ask));
    names.forEach((name, index) => expect(answers[index]).toContain(`assumed-role/${name}/${name} `));
  });

  test("a header that nobody here has written is nobody's", async () => {
    const endpoint = await startRestricted({});
    for (const value of ["", "role/", "role/a", "role/a/b/c", "admin"]) {
      const answer = await fetch(endpoint.url, {
        method: "POST",
        headers: {
          "x-hil-caller": value,
          "x-amz-target": "AWSStepFunctions.ListStateMachines",
          "content-type": "application/x-amz-json-1.0",
        },
      });
      expect([value, answer.status]).toEqual([value, 400]);
    }
    expect(new Set(askers(endpoint))).toEqual(new Set(["unattributed"]));
  });
});
