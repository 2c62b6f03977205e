import { Duration } from "aws-cdk-lib";
import { CfnArchive, CfnRule, EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { QueueSpec, RuleSpec, Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { databaseSleeps } from "../config/postures.ts";
import { acknowledge } from "../constructs/acknowledge.ts";
import { Schedules } from "../constructs/schedules.ts";
import { deadLetterQueueOf, deadLetterQueues, standingSchedules } from "../dead-letters.ts";
import { arnsOf } from "../deployment.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

/** AWS advises this, so that a batch that waits for a free function is not handed out again meanwhile. */
const visibilityPerTimeout = 6;
/** The longest that SQS keeps a message: a person has until then to look at it and send it again. */
const deadLetterRetention = Duration.days(14);

/** Queues, buses, rules and schedules. What they start is named by ARN, so that this stack stands before the functions. */
export class EventsStack extends EnvironmentStack {
  readonly #topology: Topology;
  readonly #deadLetters: ReadonlyMap<string, Queue>;
  readonly #queues: ReadonlyMap<string, Queue>;

  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { topology = deployed }: { topology?: Topology } = {},
  ) {
    super(scope, "events", config, "queues, event buses, rules and schedules");
    this.#topology = topology;
    const sleeps = databaseSleeps(this.posture);
    const deadLetterNames = deadLetterQueues(topology, sleeps);
    this.#deadLetters = new Map(deadLetterNames.map((name) => [name, this.#addDeadLetterQueue(name)]));
    const queues = Object.entries(topology.queues);
    this.#queues = new Map(queues.map(([name, spec]) => [name, this.#addQueue(name, spec)]));
    for (const [name, { archiveDays }] of Object.entries(topology.buses)) this.#addBus(name, archiveDays);
    for (const [name, spec] of Object.entries(topology.rules)) this.#addRule(name, spec);
    const schedules = standingSchedules(topology, sleeps);
    if (Object.keys(schedules).length > 0)
      new Schedules(this, "schedules", { schedules, deployment: this.deployment });
  }

  #addDeadLetterQueue(name: string): Queue {
    const queue = new Queue(this, name, {
      ...this.#common(name),
      retentionPeriod: deadLetterRetention,
    });
    acknowledge(queue, { SQS3: "It is a dead-letter queue; an alarm tells when something arrives in it." });
    return queue;
  }

  #addQueue(name: string, { consumer, visibilityTimeoutSeconds, maxReceives }: QueueSpec): Queue {
    const timeoutSeconds = this.#topology.functions[consumer]?.timeoutSeconds ?? 0;
    const seconds = Math.max(visibilityTimeoutSeconds, visibilityPerTimeout * timeoutSeconds);
    return new Queue(this, name, {
      ...this.#common(name),
      visibilityTimeout: Duration.seconds(seconds),
      deadLetterQueue: { queue: this.#deadLetterQueue(name), maxReceiveCount: maxReceives },
    });
  }

  #common(name: string) {
    const queueName = `${this.deployment.namePrefix}${name}`;
    return { queueName, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  }

  #deadLetterQueue(source: string): Queue {
    return this.#deadLetters.get(deadLetterQueueOf(source))!;
  }

  #addBus(name: string, archiveDays: number): void {
    const bus = new EventBus(this, `${name}-bus`, { eventBusName: `${this.deployment.namePrefix}${name}` });
    new CfnArchive(this, `${name}-archive`, {
      archiveName: `${this.deployment.namePrefix}${name}`,
      description: `Events of ${archiveDays} days, to send again`,
      sourceArn: bus.eventBusArn,
      retentionDays: archiveDays,
    });
  }

  #addRule(name: string, { bus, pattern, target }: RuleSpec): void {
    const { namePrefix } = this.deployment;
    const deadLetters = this.#deadLetterQueue(name);
    const rule = new CfnRule(this, `${name}-rule`, {
      name: `${namePrefix}${name}`,
      eventBusName: bus === "default" ? bus : `${namePrefix}${bus}`,
      eventPattern: { ...pattern, ...this.#ownOnly(pattern) },
      targets: [
        {
          id: "target",
          arn: this.#targetArn(target),
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: Duration.hours(6).toSeconds(), maximumRetryAttempts: 60 },
        },
      ],
    });
    if (bus !== "default") rule.node.addDependency(this.node.findChild(`${bus}-bus`));
    this.#letSend(name, bus, deadLetters);
    if ("queue" in target) this.#letSend(name, bus, this.#queues.get(target.queue)!);
  }

  /** Step Functions tells of every execution of the account: only ours are looked at, once they have ended. */
  #ownOnly({ source = [] }: RuleSpec["pattern"]) {
    if (!source.includes("aws.states")) return {};
    const stateMachineArn = [{ prefix: arnsOf(this.deployment).stateMachine("") }];
    return { detail: { stateMachineArn, status: [{ "anything-but": ["RUNNING"] }] } };
  }

  #targetArn(target: RuleSpec["target"]): string {
    const arns = arnsOf(this.deployment);
    return "queue" in target ? arns.queue(target.queue) : arns.liveFunction(target.function);
  }

  #letSend(rule: string, bus: string, queue: Queue): void {
    const statement = new PolicyStatement({
      principals: [new ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": arnsOf(this.deployment).rule(bus, rule) } },
    });
    queue.addToResourcePolicy(statement);
  }
}
