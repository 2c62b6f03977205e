// Commits one row after the other and prints each number once it is committed, until it is killed.
import { createPgliteSource } from "../../shared/adapters/postgres/pglite-source.ts";
import { inTransaction } from "../../shared/adapters/postgres/transaction.ts";

const [directory = "", snapshotDirectory = ""] = process.argv.slice(2);
const source = createPgliteSource({ directory, snapshotDirectory });
const settings = { role: null, tenantId: null, timeoutMs: 60_000 };
await inTransaction(source, settings, ({ script }) => script("create table written (n int)"));
for (let n = 0; ; n += 1) {
  await inTransaction(source, settings, ({ query }) => query("insert into written values ($1)", [n]));
  process.stdout.write(`${n}\n`);
}
