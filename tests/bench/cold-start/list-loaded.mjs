// Imports a bundle and prints the paths of the files that this has loaded, as JSON.
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const paths = [];
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith("file:")) paths.push(fileURLToPath(url));
    return nextLoad(url, context);
  },
});
globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: { from: (stream) => stream },
};
await import(process.argv[2]);
process.stdout.write(JSON.stringify(paths));
process.exit(0);
