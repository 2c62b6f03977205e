import { beforeAll, describe, expect, test } from "vitest";
import { createApiHarness, type Answer, type ApiHarness } from "../../tests/support/api-harness.ts";
import { askPerson, startRun } from "../../tests/support/sample-run.ts";
import { sampleSource } from "../../tests/support/sample-workflow.ts";
import { maxBodyBytes } from "./read-bounded.ts";

let harness: ApiHarness;
const execute = "/api/v1/workflows/execute";
const good = { workflow_id: "returns", input_data: { customer_message: "hello" } };
const jsonHeaders = { "Content-Type": "application/json" };

beforeAll(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
});

const post = (
  raw: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = jsonHeaders,
): Promise<Answer> => harness.ask("POST", execute, { raw, headers });
const pointers = (answer: Answer) =>
  (answer.json.errors ?? []).map((error: { pointer: string }) => error.pointer);
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const withInput = (text: string) =>
  `{"workflow_id":"returns","input_data":{"customer_message":"x","more":${text}}}`;

describe("a body", () => {
  test.each([
    ["", "malformed-json"],
    ["{", "malformed-json"],
    ['{"a":1,}', "malformed-json"],
    ["{'a':1}", "malformed-json"],
    ["NaN", "malformed-json"],
    ['{"a":01}', "malformed-json"],
    ["{} {}", "malformed-json"],
  ])("that is not JSON is malformed: %s", async (raw, code) => {
    const answer = await post(raw);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });

  test.each(["null", "[]", '"text"', "1"])("that is JSON but no object does not fit: %s", async (raw) => {
    expect((await post(raw)).status).toBe(422);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json; charset=latin1",
    "application/jsonx",
    "application/json, text/plain",
    "application/problem+json",
  ])("of another type is refused before it is read: %s", async (type) => {
    const answer = await post("{ not even json", { "Content-Type": type });
    expect([answer.status, answer.json.code]).toEqual([415, "wrong-content-type"]);
  });

  test("without a type is refused", async () => {
    expect((await post(new TextEncoder().encode(JSON.stringify(good)), {})).status).toBe(415);
  });

  test("that is compressed is refused", async () => {
    expect((await post("{}", { ...jsonHeaders, "Content-Encoding": "gzip" })).status).toBe(415);
  });

  test.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
  ])("of type %s is read", async (type) => {
    expect((await post(JSON.stringify(good), { "Content-Type": type })).status).toBe(202);
  });

  test("of 1 MiB is read, one byte more is not", async () => {
    const room = maxBodyBytes - new TextEncoder().encode(withInput('""')).length;
    expect((await post(withInput(JSON.stringify("x".repeat(room))))).status).toBe(202);
    const answer = await post(withInput(JSON.stringify("x".repeat(room + 1))));
    expect([answer.status, answer.json.code]).toEqual([413, "body-too-large"]);
  });

  test("of 2 MiB that lies about its length is too large", async () => {
    const raw = new Blob(["x".repeat(2 * maxBodyBytes)]).stream();
    const headers = {
      ...jsonHeaders,
      "Content-Length": "10",
      Authorization: `Bearer ${await harness.token({ roles: ["owner"] })}`,
    };
    const request = new Request(`http://host${execute}`, {
      method: "POST",
      headers,
      body: raw,
      duplex: "half",
    });
    expect((await harness.app.request(request)).status).toBe(413);
  });

  test("is nested 64 deep at most", async () => {
    expect((await post(withInput(nested(62)))).status).toBe(202);
    const answer = await post(withInput(nested(63)));
    expect([answer.status, answer.json.code]).toEqual([400, "nested-too-deeply"]);
  });

  test("of a megabyte of brackets is refused at once", async () => {
    expect((await post("[".repeat(maxBodyBytes))).json.code).toBe("nested-too-deeply");
  });

  test("may have brackets in its text", async () => {
    expect((await post(withInput(JSON.stringify(`\\"${"[".repeat(200)}`)))).status).toBe(202);
  });

  test.each([
    ['"\\u0000"', "#/input_data/more"],
    ['"\\ud800"', "#/input_data/more"],
    ['{"a/b":["\\udfff"]}', "#/input_data/more/a~1b/0"],
    ["1e400", "#/input_data/more"],
    ['{"__proto__":{"admin":true}}', "#/input_data/more"],
  ])("with what cannot be kept is refused: %s", async (text, pointer) => {
    const answer = await post(withInput(text));
    expect([answer.status, answer.json.code, pointers(answer)]).toEqual([400, "unusable-json", [pointer]]);
  });

  test("that is not UTF-8 is malformed", async () => {
    expect((await post(new Uint8Array([0x22, 0xff, 0x22]))).status).toBe(400);
  });
});

describe("fields", () => {
  test("are all reported at once, with pointers", async () => {
    const answer = await post(JSON.stringify({ workflow_id: "1 bad", wait_seconds: 26, tenant_id: "other" }));
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe("invalid-fields");
    expect(pointers(answer).toSorted()).toEqual([
      "#/input_data",
      "#/tenant_id",
      "#/wait_seconds",
      "#/workflow_id",
    ]);
  });

  test("of the workflow's own input are all reported", async () => {
    const answer = await post(JSON.stringify({ ...good, input_data: { customer_id: 7 } }));
    expect(answer.status).toBe(422);
    expect(pointers(answer).toSorted()).toEqual([
      "#/input_data/customer_id",
      "#/input_data/customer_message",
    ]);
  });

  const extra = ["tenantId", "tenant_id", "role", "roles", "status", "requested_by", "id", "execution_id"];

  test("that are not known are refused on every POST", async () => {
    const runId = await startRun(harness);
    const taskId = await askPerson(harness, runId);
    const bodies: Record<string, object> = {
      [execute]: good,
      [`/api/v1/executions/${runId}/stop`]: {},
      [`/api/v1/human-tasks/${taskId}/decision`]: { answer: { decision: "approve" } },
      "/api/v1/workflows/validate": { source: sampleSource },
      "/api/v1/workflows": { source: sampleSource },
      "/api/v1/api-keys": { name: "x", roles: ["consumer"] },
      "/api/v1/channels": { name: "x", workflow_id: "returns" },
      [`/api/v1/channels/chn_${"0".repeat(32)}/secret`]: {},
    };
    for (const [path, body] of Object.entries(bodies)) {
      for (const field of extra.filter((name) => !(name in body))) {
        const answer = await harness.ask("POST", path, { body: { ...body, [field]: "owner" } });
        expect([path, field, answer.status]).toEqual([path, field, 422]);
        expect(pointers(answer)).toContain(`#/${field}`);
      }
    }
  });
});

describe("addresses", () => {
  test.each([
    ["GET", "/api/v1/executions/exec_1", 404],
    ["GET", `/api/v1/executions/exec_${"0".repeat(32)}`, 404],
    ["GET", "/api/v1/executions/..%2f..%2fhealth", 404],
    ["GET", "/api/v1/human-tasks/'%20or%201=1--", 404],
    ["GET", "/api/v1/workflows/unknown", 404],
    ["GET", "/api/v1/workflows/returns?version=9.9.9", 404],
    ["GET", "/api/v1/nothing", 404],
    ["GET", "/nothing", 404],
    ["POST", "/api/v1/executions", 405],
    ["DELETE", "/api/v1/workflows/returns", 405],
    ["PUT", "/api/v1/workflows/execute", 405],
    ["OPTIONS", "/api/v1/executions", 405],
    ["GET", "/api/v1/human-tasks/task_1/decision", 405],
  ])("%s %s answers %i", async (method, path, status) => {
    const answer = await harness.ask(method, path);
    expect([answer.status, answer.json.status]).toEqual([status, status]);
  });

  test("a wrong method is told the right ones", async () => {
    expect((await harness.ask("PUT", "/api/v1/workflows")).headers.get("Allow")).toBe("GET, HEAD, POST");
  });

  test.each(["unknown", "returns@9.9.9"])("an unknown workflow is not found: %s", async (workflow_id) => {
    const answer = await post(JSON.stringify({ ...good, workflow_id }));
    expect([answer.status, answer.json.code]).toEqual([404, "not-found"]);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["status=done", "status"],
    ["colour=red", "colour"],
    ["limit=1&limit=2", "limit"],
    ["conversation_id=", "conversation_id"],
  ])("a wrong query names its parameter: %s", async (query, parameter) => {
    const answer = await harness.ask("GET", `/api/v1/executions?${query}`);
    expect([answer.status, answer.json.errors[0].parameter]).toEqual([400, parameter]);
  });

  test("a cursor that is not ours is refused", async () => {
    expect((await harness.ask("GET", "/api/v1/executions?cursor=%27--")).status).toBe(400);
  });
});

describe("credentials", () => {
  test.each([
    "Bearer",
    "Bearer ",
    "Basic b3duZXI6b3duZXI=",
    "Bearer hil_x",
    "Bearer hil_' OR '1'='1",
    "Bearer hil_0123456789abcdef_'; DROP TABLE api_keys; --",
    "Bearer ../../etc/passwd",
    `Bearer hil_${"0".repeat(16)}_${"0".repeat(64)}`,
    `Bearer ${"a".repeat(9_000)}`,
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
  ])("that do not verify are refused: %s", async (authorization) => {
    const answer = await harness.ask("GET", "/api/v1/executions", {
      headers: { Authorization: authorization },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer /);
  });

  test("are read from X-Api-Key too, but not from two places", async () => {
    const key = await harness.apiKey({ roles: ["owner"] });
    const headers = { "X-Api-Key": key };
    expect((await harness.ask("GET", "/api/v1/executions", { as: null, headers })).status).toBe(200);
    expect((await harness.ask("GET", "/api/v1/executions", { as: key, headers })).status).toBe(401);
  });

  test("stand for their own tenant, whatever else the request says", async () => {
    const as = await harness.token({ tenantId: "empty", roles: ["owner"] });
    const headers = { "X-Tenant-Id": "acme", "X-Hil-Tenant": "acme", Host: "acme.example.com" };
    expect((await harness.ask("GET", "/api/v1/executions", { as, headers })).json.executions).toEqual([]);
  });
});

describe("what fails on our side", () => {
  test("is told without a stack and found in the log by its instance", async () => {
    const broken = await createApiHarness();
    broken.services.agents = () => {
      throw new Error("secret connection string");
    };
    const answer = await broken.ask("GET", "/api/v1/agents");
    expect([answer.status, answer.json.code]).toEqual([500, "internal"]);
    expect(answer.text).not.toContain("secret");
    const requestId = answer.headers.get("X-Request-Id");
    expect(answer.json.instance).toBe(`urn:hil:request:${requestId}`);
    expect(broken.logged.at(-1)?.facts).toMatchObject({ requestId, status: 500 });
  });

  test("is a 503 with Retry-After while the database is away", async () => {
    const away = await createApiHarness();
    const as = await away.token({ roles: ["owner"] });
    away.database.setUnavailable(true);
    const answer = await away.ask("GET", "/api/v1/executions", { as });
    expect([answer.status, answer.json.code]).toEqual([503, "database-unavailable"]);
    expect(answer.headers.get("Retry-After")).toMatch(/^\d+$/);
  });
});
