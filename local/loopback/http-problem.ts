/** What is wrong with a request, and the status that says so. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;

  constructor(status: number, type: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "HttpProblem";
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}
