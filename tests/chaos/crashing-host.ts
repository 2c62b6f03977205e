// A host that ends itself with SIGKILL when it passes a crash point for the n-th time: HIL_CHAOS_POINT=name#n.
import { startHost } from "../../local/host.ts";
import { readSettings } from "../../local/settings.ts";
import { observeCrashPoints } from "../../shared/runtime/crash-points.ts";

const [point = "", passes = "1"] = (process.env["HIL_CHAOS_POINT"] ?? "").split("#");
let left = Number(passes);

function reach(passed: string): void {
  if (passed !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

observeCrashPoints(reach);
await startHost({ ...readSettings(), reach });
