/** A moment as the API and events write it (RFC 3339, UTC). */
export function dateTime<Moment extends number | null>(atMs: Moment): Moment extends null ? null : string;
export function dateTime(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
