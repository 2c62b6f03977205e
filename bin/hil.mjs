#!/usr/bin/env node
// The command line, under Node 24 whatever Node started it.
import { runOnNode24 } from "./node24.mjs";

runOnNode24("node", [new URL("../cli/main.ts", import.meta.url).pathname, ...process.argv.slice(2)]);
