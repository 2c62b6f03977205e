import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerCertificate } from "./postgres-server.ts";

/** A certificate that signs itself, good for one host name; null where there is no openssl on this machine. */
export function selfSignedCertificate(hostName: string): ServerCertificate | null {
  const directory = mkdtempSync(join(tmpdir(), "hil-certificate-"));
  const [keyFile, certificateFile] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const subject = ["-subj", `/CN=${hostName}`, "-addext", `subjectAltName=DNS:${hostName}`];
  const files = ["-keyout", keyFile, "-out", certificateFile];
  try {
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files],
      {
        stdio: "pipe",
      },
    );
    return { certificate: readFileSync(certificateFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
