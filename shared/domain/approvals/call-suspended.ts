import type { SuspendedCall } from "../../contracts/task.ts";

/** Thrown to stop a node's work before a call that people have to approve first. It is no failure: nothing is recorded. */
export class CallSuspended extends Error {
  readonly call: SuspendedCall;

  constructor(call: SuspendedCall) {
    super(`step ${call.stepNo} waits for an approval`);
    this.name = "CallSuspended";
    this.call = call;
  }
}
