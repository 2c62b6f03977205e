// Runs a bundled function once, in the way of a Lambda environment that has just been started: imports the bundle, hands
// over the event that stands on stdin, and writes what was returned or thrown to file descriptor 3. Without an event on
// stdin the import is all. Plain JavaScript, with Node's modules taken without their facades: what a cold start costs is
// measured with it.
const { readFileSync, writeSync } = process.getBuiltinModule("node:fs");
const { subscribe } = process.getBuiltinModule("node:diagnostics_channel");

const [, , bundle, functionName] = process.argv;

// On AWS the credentials tell who asks; the loopback endpoint takes this header for it.
subscribe("http.client.request.created", ({ request }) => {
  if (`http://${request.getHeader("host")}` === process.env.AWS_ENDPOINT_URL)
    request.setHeader("x-hil-caller", `role/${functionName}/${functionName}`);
});

// Lambda's global for streamed responses: the handler gets a stream, and what is put before it goes first.
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { streams: true }),
  HttpResponseStream: { from: (stream, head) => Object.assign(stream, { head }) },
};

const { handler } = await import(bundle);
const event = readFileSync(0, "utf8");
if (event !== "") await answer(() => call(JSON.parse(event)));
process.exit(0);

async function answer(work) {
  let outcome;
  try {
    outcome = { returned: (await work()) ?? null };
  } catch (error) {
    outcome = { errorType: error?.name ?? "Error", errorMessage: String(error?.message ?? error) };
  }
  writeSync(3, JSON.stringify(outcome));
}

function call(event) {
  const context = { awsRequestId: "fresh", functionName, getRemainingTimeInMillis: () => 30_000 };
  return handler.streams ? streamed(event, context) : handler(event, context);
}

async function streamed(event, context) {
  const { Writable } = process.getBuiltinModule("node:stream");
  const chunks = [];
  const stream = new Writable({ write: (chunk, _, done) => void (chunks.push(chunk), done()) });
  const ended = new Promise((resolve, reject) => stream.once("finish", resolve).once("error", reject));
  await handler(event, stream, context);
  await ended;
  return { ...stream.head, body: Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString() };
}
