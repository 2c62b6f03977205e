import { startAwsEndpoint } from "../endpoint.ts";
import { TABLE_TOPOLOGY } from "./table-topology.ts";

/** A host with tables that is made to be killed: its data directory is its argument, its address its message. */
const endpoint = await startAwsEndpoint({
  port: 0,
  dataDir: process.argv[2]!,
  topology: TABLE_TOPOLOGY,
  invokeFunction: async () => null,
});
process.send!(endpoint.url);
