import { isAboutThisSchema, withoutRefused, type Body, type Dialect } from "./dialect.ts";

interface Spoken<Answer> {
  answer: Answer;
  /** The one that the server understood. */
  dialect: Dialect;
}

/** What is known of each of a server's models. */
export interface Dialects {
  of(model: string): Dialect;
  /** Sends until the server understands, and remembers what it took. */
  speak<Answer>(
    model: string,
    build: (dialect: Dialect) => Body,
    post: (body: Body) => Promise<Answer>,
  ): Promise<Spoken<Answer>>;
}

export function createDialects(start: Dialect): Dialects {
  const learnt = new Map<string, Dialect>();
  const of = (model: string): Dialect => learnt.get(model) ?? start;
  return {
    of,
    async speak(model, build, post) {
      let dialect = of(model);
      let remember = true;
      // Every turn gives up one feature and none is tried twice, so this ends.
      for (const tried = new Set([JSON.stringify(dialect)]); ; tried.add(JSON.stringify(dialect))) {
        const body = build(dialect);
        try {
          const answer = await post(body);
          if (remember) learnt.set(model, dialect);
          return { answer, dialect };
        } catch (error) {
          const refusal = readRefusal(error);
          const next = refusal === null ? null : withoutRefused(dialect, body, refusal);
          if (next === null || tried.has(JSON.stringify(next))) throw error;
          remember &&= !isAboutThisSchema(refusal ?? "");
          dialect = next;
        }
      }
    },
  };
}

/** The server's reason for refusing a request, or null where it did not refuse it. For reading only, never for telling. */
function readRefusal(error: unknown): string | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const { status, message } = error;
  // llama.cpp answers 500 for parameters it does not know.
  const refused =
    status === 400 || status === 422 || (status === 500 && /unsupported|not supported/i.test(message));
  return refused ? message : null;
}
