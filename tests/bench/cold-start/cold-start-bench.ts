import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundle } from "../../../infra/bundle/bundle-functions.ts";
import type { Json } from "../../../shared/contracts/json.ts";
import { type BundledHost, startBundledHost } from "../../support/bundled-host.ts";
import { callFreshFunction, type FreshAnswer } from "../../support/call-fresh-function.ts";
import { functionEnvironment } from "../../support/function-environment.ts";
import {
  answeredJourney,
  conversationJourney,
  mishapsJourney,
  publishJourneys,
  releaseJourney,
  stoppedJourney,
} from "../../support/journeys.ts";
import { startPostgresServer } from "../../support/postgres-server.ts";
import { type LoadedBytes, loadedBytes } from "./loaded-bytes.ts";

/** What a cold start of one function costs; walls are those of whole processes, beside an empty handler's. */
export interface ColdStart {
  functionName: string;
  bytes: LoadedBytes;
  /** Equal places were measured next to each other. */
  imports: readonly Pair[];
  /** The first event that the function gets in a round. */
  answers: readonly Pair[];
}

interface Pair {
  wallMs: number;
  emptyMs: number;
}

export interface ColdStartOptions {
  rounds: number;
  /** A new folder for what is made here. */
  directory: string;
  /** Where PostgreSQL's programs are. */
  programs: string;
  onRound: (round: number) => void;
}

/**
 * Starts every function from its bundle, again and again: once only to import it, and once with a real event of a run on an
 * embedded host. One process runs at a time, and before each runs one with an empty handler.
 */
export async function measureColdStarts(options: ColdStartOptions): Promise<ColdStart[]> {
  const server = await startPostgresServer(options.programs);
  process.env["DATABASE_URL"] = await server.createDatabase();
  const rounds = new Rounds(options.directory);
  const bundled = await startBundledHost((name, call) => rounds.answer(name, call));
  try {
    await publishJourneys(bundled);
    for (let round = 0; round <= options.rounds; round++) {
      options.onRound(round);
      rounds.begin(round > 0);
      for (const bundle of bundled.bundles) await rounds.import(bundle, bundled);
      await travel(bundled);
    }
    return await Promise.all(bundled.bundles.map((bundle) => rounds.resultOf(bundle, bundled)));
  } finally {
    await bundled.close();
    await server.stop();
  }
}

async function travel(bundled: BundledHost): Promise<void> {
  await answeredJourney(bundled);
  await mishapsJourney(bundled);
  await stoppedJourney(bundled);
  await conversationJourney(bundled);
  await releaseJourney(bundled);
}

class Rounds {
  readonly #empty: Bundle["directory"];
  readonly #imports = new Map<string, Pair[]>();
  readonly #answers = new Map<string, Pair[]>();
  readonly #answeredInRound = new Set<string>();
  #counts = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#empty = join(directory, "empty");
    mkdirSync(this.#empty);
    writeFileSync(join(this.#empty, "index.mjs"), "export const handler = async () => null;\n");
  }

  /** @param counts false while warming up */
  begin(counts: boolean): void {
    this.#counts = counts;
    this.#answeredInRound.clear();
  }

  async import({ name, directory }: Bundle, { host }: BundledHost): Promise<void> {
    const environment = functionEnvironment(name, host);
    const imported = () => callFreshFunction({ functionName: name, directory, environment });
    await this.#inTurn(() => this.#besideEmpty(this.#imports, name, imported, environment));
  }

  answer(name: string, call: () => Promise<FreshAnswer>): Promise<FreshAnswer> {
    return this.#inTurn(async () => {
      if (this.#answeredInRound.has(name)) return call();
      const answer = await this.#besideEmpty(this.#answers, name, call, {}, {});
      this.#answeredInRound.add(name);
      return answer;
    });
  }

  async resultOf(bundle: Bundle, { host }: BundledHost): Promise<ColdStart> {
    const { name } = bundle;
    return {
      functionName: name,
      bytes: await loadedBytes(bundle, functionEnvironment(name, host)),
      imports: this.#imports.get(name) ?? [],
      answers: this.#answers.get(name) ?? [],
    };
  }

  async #besideEmpty(
    pairs: Map<string, Pair[]>,
    name: string,
    call: () => Promise<FreshAnswer>,
    environment: Record<string, string>,
    event?: Json,
  ): Promise<FreshAnswer> {
    const fresh = { functionName: "empty", directory: this.#empty, environment };
    const empty = await callFreshFunction(event === undefined ? fresh : { ...fresh, event });
    const answer = await call();
    const known = pairs.get(name) ?? [];
    if (this.#counts) pairs.set(name, [...known, { wallMs: answer.wallMs, emptyMs: empty.wallMs }]);
    return answer;
  }

  /** One process at a time: two would disturb each other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
