import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** A file of the console as it is sent. */
export interface ConsoleFile {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The same as CloudFront sends: nothing is loaded from elsewhere, no script or style stands in a page. */
const security = {
  "Content-Security-Policy":
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
};

/** The built console by path, read once; null when it is not built. Files below `assets` are named by their content. */
export function readConsoleFiles(folder: string): Map<string, ConsoleFile> | null {
  if (!existsSync(join(folder, "index.html"))) return null;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${relative(folder, file).split(sep).join("/")}`;
        return [path, { body: new Uint8Array(readFileSync(file)), headers: headersOf(path) }];
      }),
  );
}

function headersOf(path: string): Record<string, string> {
  const lasting = path.startsWith("/assets/");
  return {
    ...security,
    "Content-Type": types[extname(path)] ?? "application/octet-stream",
    "Cache-Control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
  };
}
