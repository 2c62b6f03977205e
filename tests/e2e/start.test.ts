import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { HostProcess } from "../support/host-process.ts";

test("a port in use is named, with what to do about it", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as AddressInfo;
  const host = new HostProcess();
  await expect(host.start({ HIL_PORT: String(port) })).rejects.toThrow(
    `Port ${port} is in use. Set HIL_PORT`,
  );
  await host.dispose();
  taken.close();
});

test("wrong settings are refused by name, all at once", async () => {
  const host = new HostProcess();
  const wrong = host.start({ HIL_PORT: "seventy", HIL_AWS_PORT: "70000" });
  await expect(wrong).rejects.toThrow(/HIL_PORT[\s\S]*HIL_AWS_PORT/);
  await host.dispose();
});
