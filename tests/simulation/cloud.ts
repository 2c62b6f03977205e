import { RetryableError } from "../../shared/contracts/errors.ts";
import type { JsonObject } from "../../shared/contracts/json.ts";
import { Children } from "./children.ts";
import type { Encounters } from "./encounters.ts";
import { Executions, type Invoke } from "./executions.ts";
import { consumers, tasks } from "./functions.ts";
import { Killed, nameOf, type Outside, runProcess } from "./process.ts";
import type { World } from "./world.ts";

/** Queues delay no longer; the function looks whether it is early. */
const longestDelayMs = 900_000;

export interface Cloud {
  outside: Outside;
  executions: Executions;
  children: Children;
}

/** What stands around the functions: queues that deliver at least once, in any order, and state machines. */
export function createCloud(world: World): Cloud {
  const children = new Children(world, () => outside);
  const executions = new Executions(world, { invoke, send }, children);
  const outside: Outside = {
    send(messages) {
      for (const { topic, body } of messages) deliver(topic, body, 0);
    },
    checkAt: (check, atMs) =>
      deliver("conversation.check", { ...check, atMs }, Math.min(atMs - world.nowMs, longestDelayMs)),
    start: (machine, name, input) =>
      void executions.start(machine === "deadline" ? "deadline" : "conversation", name, input),
    describe: (name) => children.describe(name) ?? executions.describe(name),
    settle: (taskToken, output) => executions.settle(taskToken, output),
    disturb: (conversationId) => executions.disturb(conversationId),
  };

  /** A state machine's task. */
  function send(queueUrl: string, body: JsonObject): void {
    if (queueUrl !== "${ConversationChecksQueueUrl}") throw new Error(`There is no queue ${queueUrl}.`);
    deliver("conversation.check", body, 0);
  }

  function deliver(queue: string, body: JsonObject, delayMs: number): void {
    const met = world.encounters();
    arrive(queue, body, delayMs + world.latencyMs(met), met);
    if (!world.random.chance(world.faults.duplicate)) return;
    world.count("fault delivered twice");
    met.meet("delivered twice");
    arrive(queue, body, delayMs + world.latencyMs(met) * 3, met);
  }

  function arrive(queue: string, body: JsonObject, delayMs: number, met: Encounters): void {
    world.after(delayMs, `deliver ${queue} ${JSON.stringify(body)}`, () => {
      world.count(`delivered ${queue}`);
      runProcess(
        { world, outside, label: queue, met },
        (services) => consumers[queue]!(body, services),
        (outcome) => {
          if (outcome.ok) return;
          reportUnlessTransient(outcome.error);
          arrive(queue, body, 5_000 + world.random.next() * 25_000, met);
        },
      );
    });
  }

  function invoke(name: string, payload: JsonObject, met: Encounters, done: Parameters<Invoke>[3]) {
    const label = `${name} ${payload["conversationId"] as string}`;
    runProcess(
      { world, outside, label, met },
      (services) => tasks[name]!(payload, services),
      (outcome) => {
        if (outcome.ok) return done({ output: (outcome.value ?? null) as JsonObject });
        reportUnlessTransient(outcome.error);
        done({ error: nameOf(outcome.error) });
      },
    );
  }

  /** No function is ever called for something that is not there, not allowed or not possible. */
  function reportUnlessTransient(error: unknown): void {
    if (error instanceof Killed || error instanceof RetryableError) return;
    world.report(error);
  }

  return { outside, executions, children };
}
