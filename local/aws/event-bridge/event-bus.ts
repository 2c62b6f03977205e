import type { RuleSpec } from "../../../shared/contracts/topology.ts";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import type { Identity } from "../identity.ts";
import type { AsyncInvocations } from "../lambda/async-invocations.ts";
import type { Scheduler } from "../scheduler.ts";
import { deadLetterQueueOf, type Queues } from "../sqs/queues.ts";
import { compileEventPattern, type EventMatcher } from "./event-pattern.ts";

export interface NewEvent {
  bus: string;
  source: string;
  detailType: string;
  detail: JsonObject;
  resources: string[];
  timeMs?: number;
}

export interface EventBusOptions {
  identity: Identity;
  rules: Readonly<Record<string, RuleSpec>>;
  queues: Queues;
  asyncInvocations: AsyncInvocations;
  scheduler: Scheduler;
  uuid: () => string;
}

interface CompiledRule {
  name: string;
  bus: string;
  matches: EventMatcher;
  target: RuleSpec["target"];
}

/** Matches events against the rules and stores one delivery for each, in the transaction the event was accepted in. */
export class EventBus {
  readonly #options: EventBusOptions;
  readonly #rules: CompiledRule[];

  /** @throws Error when a rule's pattern is not valid */
  constructor(options: EventBusOptions) {
    this.#options = options;
    this.#rules = Object.entries(options.rules).map(([name, { bus, pattern, target }]) => ({
      name,
      bus,
      matches: compileEventPattern(pattern as JsonObject),
      target,
    }));
  }

  /** @returns the event's id */
  publish(event: NewEvent): string {
    const id = this.#options.uuid();
    const rules = this.#rules.filter(({ bus }) => bus === event.bus);
    if (rules.length === 0) return id;
    const envelope = this.#envelope(id, event);
    for (const rule of rules) if (rule.matches(envelope)) this.#deliver(rule, envelope);
    return id;
  }

  #envelope(id: string, event: NewEvent): JsonObject {
    const { identity, scheduler } = this.#options;
    return {
      version: "0",
      id,
      "detail-type": event.detailType,
      source: event.source,
      account: identity.accountId,
      time: isoSeconds(event.timeMs ?? scheduler.nowMs()),
      region: identity.region,
      resources: event.resources,
      detail: event.detail,
    };
  }

  #deliver(rule: CompiledRule, envelope: JsonObject): void {
    if ("queue" in rule.target) {
      this.#options.queues.send(rule.target.queue, JSON.stringify(envelope));
      return;
    }
    this.#options.asyncInvocations.add({
      functionName: rule.target.function,
      payload: envelope,
      deadLetterQueue: deadLetterQueueOf(rule.name),
    });
  }
}

/** A time as EventBridge writes it: whole seconds in UTC. */
export function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}
