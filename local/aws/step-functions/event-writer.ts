import type { JsonObject } from "../../../statemachines/asl/types.ts";
import type { HistoryEvent } from "../../../statemachines/interpreter/types.ts";

/** Strings from here on are worth remembering. */
const LONG = 64;

/**
 * Writes history events as GetExecutionHistory sends them (times in seconds). Piece by piece, because most of an event is
 * payloads that are JSON text already, and quoting the same text twice is what costs: a state's output is the next
 * one's input.
 */
export class EventWriter {
  #lastLong = "";
  #lastQuoted = "";

  text(event: HistoryEvent): string {
    let text = `{"id":${event.id},"previousEventId":${event.previousEventId},"timestamp":${event.timestamp / 1000},"type":"${event.type}"`;
    for (const key in event) {
      if (!key.endsWith("EventDetails")) continue;
      text += `,"${key}":${this.#details(event[key as "taskScheduledEventDetails"]!)}`;
    }
    return `${text}}`;
  }

  #details(details: JsonObject): string {
    let text = "";
    for (const key in details) {
      const value = details[key];
      if (value === undefined) continue;
      const quoted = typeof value === "string" ? this.#quoted(value) : JSON.stringify(value);
      text += `${text === "" ? "" : ","}"${key}":${quoted}`;
    }
    return `{${text}}`;
  }

  #quoted(value: string): string {
    if (value.length < LONG) return JSON.stringify(value);
    if (value !== this.#lastLong) {
      this.#lastQuoted = JSON.stringify(value);
      this.#lastLong = value;
    }
    return this.#lastQuoted;
  }
}
