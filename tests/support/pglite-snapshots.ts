import { fileURLToPath } from "node:url";

/** Where this machine keeps the empty embedded database that tests start from: made by the first test, not shipped. */
export const snapshotDirectory = fileURLToPath(new URL("../../node_modules/.cache/hil/", import.meta.url));
