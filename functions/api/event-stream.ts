/** One event of a stream; null: a comment, which keeps the connection open. */
export type StreamEvent = { id: string; event: string; data: object } | null;

export const eventStreamType = "text/event-stream; charset=utf-8";

/**
 * Server-sent events, as they come, until there are no more or the client has gone.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(
  events: (signal: AbortSignal) => AsyncGenerator<StreamEvent>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const encoder = new TextEncoder();
  const coming = events(AbortSignal.any([signal, left.signal]));
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode("retry: 1000\n\n")),
    async pull(controller) {
      const { done, value } = await coming.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(textOf(value)));
    },
    cancel: () => left.abort(),
  });
}

function textOf(event: StreamEvent): string {
  if (event === null) return ":\n\n";
  return `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
