import { Hono } from "hono";
import * as z from "zod";
import { type ConsoleFile, readConsoleFiles } from "./console-files.ts";
import type { SignIn } from "./sign-in.ts";

const codeSchema = z.strictObject({ code: z.string().min(1).max(200) });

/** The built console, and the address that exchanges a code for credentials. What is the API's is left to it. */
export function consoleRoutes({ folder, signIn }: { folder: string; signIn: SignIn }): Hono {
  const app = new Hono();
  let files: Map<string, ConsoleFile> | null = null;
  app.post("/console/sign-in", async (c) => {
    c.header("Cache-Control", "no-store");
    const asked = codeSchema.safeParse(await c.req.json().catch(() => null));
    const session = asked.success ? await signIn.redeem(asked.data.code) : null;
    return session === null ? c.json({ error: "The code is not known, or was used." }, 401) : c.json(session);
  });
  app.get("*", async (c, next) => {
    files ??= readConsoleFiles(folder);
    const file = files === null ? undefined : fileAt(files, c.req.path);
    return file === undefined ? next() : c.body(file.body, 200, file.headers);
  });
  return app;
}

/** A path without a file's ending is one of the console's own pages. */
function fileAt(files: Map<string, ConsoleFile>, path: string): ConsoleFile | undefined {
  if (/^\/(api|dev-issuer)(\/|$)|^\/(health|ready)$/.test(path)) return undefined;
  return files.get(path) ?? (path.includes(".") ? undefined : files.get("/index.html"));
}
