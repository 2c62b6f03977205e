import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { parse } from "yaml";

export interface CreatedStack {
  name: string;
  template: { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
  parameters: Record<string, string>;
}

/**
 * Answers the few calls that the CDK's CLI makes to deploy new stacks (STS, CloudFormation, S3) and keeps what it was
 * sent. It makes no resource: it shows what an emulator would be asked for.
 */
export class RecordingCloudFormation {
  readonly stacks: CreatedStack[] = [];
  /** By path: bucket and key. */
  readonly objects = new Map<string, Buffer>();
  readonly #account: string;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(account: string) {
    this.#account = account;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const isQuery = request.headers["content-type"]?.includes("urlencoded") === true;
    const [status, text] = isQuery
      ? this.#query(new URLSearchParams(body.toString()))
      : this.#object(request.method ?? "", request.url ?? "", body);
    response.writeHead(status, { "content-type": "text/xml", etag: '"0"' }).end(text);
  }

  #query(values: URLSearchParams): [number, string] {
    const action = values.get("Action") ?? "";
    const asked = values.get("StackName") ?? "";
    const name = asked.startsWith("arn:") ? (asked.split("/")[1] ?? "") : asked;
    if (action === "GetCallerIdentity")
      return result(action, `<Account>${this.#account}</Account><Arn>a</Arn>`);
    if (action === "CreateStack") return this.#create(action, name, values);
    if (!this.stacks.some((stack) => stack.name === name)) {
      const message = `<Message>Stack with id ${asked} does not exist</Message>`;
      return [400, `<ErrorResponse><Error><Code>ValidationError</Code>${message}</Error></ErrorResponse>`];
    }
    if (action === "DescribeStackEvents") return result(action, "<StackEvents></StackEvents>");
    const state = `<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>`;
    const stack = `<StackName>${name}</StackName><StackId>${this.#arn(name)}</StackId>${state}`;
    return result(action, `<Stacks><member>${stack}</member></Stacks>`);
  }

  #create(action: string, name: string, values: URLSearchParams): [number, string] {
    const url = values.get("TemplateURL");
    const text =
      url === null ? values.get("TemplateBody") : this.objects.get(new URL(url).pathname)?.toString();
    if (text === undefined || text === null)
      return [400, `<ErrorResponse>no template at ${url}</ErrorResponse>`];
    const parameters: Record<string, string> = {};
    for (let index = 1; values.has(`Parameters.member.${index}.ParameterKey`); index += 1) {
      const value = (part: string) => values.get(`Parameters.member.${index}.Parameter${part}`) ?? "";
      parameters[value("Key")] = value("Value");
    }
    this.stacks.push({ name, template: parse(text) as CreatedStack["template"], parameters });
    return result(action, `<StackId>${this.#arn(name)}</StackId>`);
  }

  #object(method: string, url: string, body: Buffer): [number, string] {
    const { pathname, searchParams } = new URL(url, "http://s3");
    if (method === "PUT") this.objects.set(pathname, body);
    if (method !== "GET") return [200, ""];
    if (searchParams.has("location")) return [200, "<LocationConstraint></LocationConstraint>"];
    if (searchParams.has("encryption")) return [200, "<ServerSideEncryptionConfiguration/>"];
    return [200, "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>"];
  }

  #arn(name: string): string {
    return `arn:aws:cloudformation:us-east-1:${this.#account}:stack/${name}/1`;
  }
}

function result(action: string, content: string): [number, string] {
  return [200, `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`];
}
