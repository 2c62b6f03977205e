/** What a statement may be given. Lists and documents travel as JSON text. */
export type SqlParameter = string | number | null;

/** Asks one statement of the open transaction. Columns come as `column-values.ts` says. */
export type Query = <Row>(text: string, parameters?: SqlParameter[]) => Promise<Row[]>;

/** One connection, used by one transaction at a time. Statements run in the order in which they are asked. */
export interface Session {
  query<Row>(text: string, parameters: (string | null)[]): Promise<Row[]>;
  /** Runs several statements without parameters or results. */
  script(text: string): Promise<void>;
  /** Gives the connection back. A broken one is thrown away, whatever it is doing. */
  release(broken: boolean): void;
}

/** Where connections come from: a pool of a server's, or the one of an embedded database. */
export interface SessionSource {
  lease(): Promise<Session>;
  /** Settings of a transaction: how times are written, and when the database itself gives up on it. */
  settings(timeoutMs: number): string[];
  /** Waits for the transactions that run; nothing can be leased afterwards. */
  close(): Promise<void>;
}
