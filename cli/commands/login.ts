import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { developmentTenant, openDevIssuer, readSettings } from "../../local/index.ts";
import { type Role, roles } from "../../shared/contracts/principal.ts";
import { exitCodes } from "../exit-codes.ts";
import { UsageError } from "../usage-error.ts";

/** `hil login [--as NAME] [--role ROLE]...`: a token of the development issuer, good for eight hours. */
export async function login(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      as: { type: "string", default: "developer" },
      role: { type: "string", multiple: true, default: ["owner"] },
    },
  });
  const unknown = values.role.find((role) => !(roles as readonly string[]).includes(role));
  if (unknown !== undefined) throw new UsageError(`unknown role "${unknown}"; there are ${roles.join(", ")}`);
  const { dataDir } = readSettings();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const issuer = await openDevIssuer(dataDir);
  const person = { subject: values.as, roles: values.role as Role[], tenantId: developmentTenant, hours: 8 };
  console.log(await issuer.sign(person));
  return exitCodes.done;
}
