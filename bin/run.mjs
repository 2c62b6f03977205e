#!/usr/bin/env node
// Runs a command of this project under Node 24, installing what is missing first.
// Plain JavaScript: it must work on any Node from 20 on, before anything is installed.
import { runOnNode24 } from "./node24.mjs";

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error("usage: node bin/run.mjs <node|tool> [arguments]");
  process.exit(2);
}
runOnNode24(command, args);
