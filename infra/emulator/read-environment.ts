import * as z from "zod";
import { RefusedCommandError } from "../commands/run-command.ts";

const environmentSchema = z.object({
  AWS_ENDPOINT_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !new URL(url).hostname.endsWith("amazonaws.com")),
  EMULATOR_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
});

const advice: Record<string, string> = {
  AWS_ENDPOINT_URL: "AWS_ENDPOINT_URL is the emulator's address by its number, e.g. http://127.0.0.1:4566",
  EMULATOR_DATABASE_URL:
    "EMULATOR_DATABASE_URL is a PostgreSQL with pgvector as the emulator's functions reach it, e.g. postgres://hil:secret@172.17.0.1:5432/hil",
};

/** Where the emulator and its database are. @throws RefusedCommandError naming what is missing or wrong */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>) {
  const result = environmentSchema.safeParse(environment);
  if (result.success) {
    const { AWS_ENDPOINT_URL: endpoint, EMULATOR_DATABASE_URL: databaseUrl } = result.data;
    return { endpoint, databaseUrl };
  }
  const names = result.error.issues.map(({ path }) => String(path[0]));
  throw new RefusedCommandError(
    `To deploy to an emulator, set:\n${names.map((name) => `  ${advice[name]}`).join("\n")}`,
  );
}
