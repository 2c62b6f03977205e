import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

export interface Migration {
  /** `0001_roles`. */
  name: string;
  sql: string;
  /** SHA-256 of the text, hexadecimal. */
  checksum: string;
}

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * The migrations in a folder, in order.
 * @throws Error when the folder holds another file, or numbers are missing or double
 */
export function readMigrations(folder = new URL("./migrations/", import.meta.url)): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((file, index) => {
      const number = fileName.exec(file)?.[1];
      if (Number(number) !== index + 1)
        throw new Error(`${file} is not the migration with number ${index + 1}.`);
      // A checkout on Windows may have changed the line ends.
      const sql = readFileSync(new URL(file, folder), "utf8").replaceAll("\r\n", "\n");
      return {
        name: file.slice(0, -".sql".length),
        sql,
        checksum: createHash("sha256").update(sql).digest("hex"),
      };
    });
}
