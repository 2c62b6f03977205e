import { EgressRefusedError } from "./egress-refused-error.ts";
import { type EgressRules, isHostAllowed } from "./egress-rules.ts";

const mostCharacters = 2048;
/** RFC 3986's characters and no others: what one parser would repair, another reads differently. */
const characters = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;
/** Everything up to the path, spelt out: `scheme://user@host:port`. */
const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([/?#].*)?$/i;
const authority = /^(?:([^@]*)@)?([^@:]*|\[[^@\]]*\])(?::(\d*))?$/;
/** At least two labels, and a last one that is no number: so neither an address nor a name of the local network. */
const hostName = /^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59}(?<!-))$/;

/**
 * Reads an address that a tenant or user gave: https on `port` to a host by its name, written in one way only. What the
 * name resolves to is checked when it is connected to.
 * @throws EgressRefusedError
 */
export function vetUrl(text: string, rules: EgressRules, port = 443): URL {
  return atNamedOrigin(text, rules) ?? onTheInternet(assertCharacters(text), rules, port);
}

function onTheInternet(text: string, rules: EgressRules, port: number): URL {
  const [, scheme = "", rest = ""] = parts.exec(text) ?? [];
  const [, userInfo, spelt = "", givenPort = "443"] = authority.exec(rest) ?? [];
  const host = spelt.toLowerCase();
  if (scheme.toLowerCase() !== "https")
    throw new EgressRefusedError("not-https", "The address does not begin with https:// and a host.");
  if (userInfo !== undefined)
    throw new EgressRefusedError("user-info", "The address holds a user name or password.");
  if (!hostName.test(host))
    throw new EgressRefusedError(
      "host",
      "The address names no host on the internet; IP addresses are refused.",
    );
  if (givenPort !== String(port))
    throw new EgressRefusedError("port", `The address names a port other than ${port}.`);
  if (!isHostAllowed(rules, host))
    throw new EgressRefusedError("host-not-allowed", "The operator does not allow requests to this host.");
  return readAs(text, host);
}

function assertCharacters(text: string): string {
  if (text.length <= mostCharacters && characters.test(text)) return text;
  throw new EgressRefusedError(
    "malformed",
    `The address is longer than ${mostCharacters} characters, or has some that belong percent-encoded.`,
  );
}

/** The platform's parser has to see the host that was checked, or nothing is sent. */
function readAs(text: string, host: string): URL {
  const url = URL.parse(text);
  if (url === null || url.hostname !== host)
    throw new EgressRefusedError("malformed", "The address cannot be read without doubt.");
  return url;
}

/** The address at one of the operator's origins, spelt as the operator did; null when it is elsewhere. */
function atNamedOrigin(text: string, { origins = [] }: EgressRules): URL | null {
  const isSpelt = origins.some(
    (origin) => /^$|^[/?#]/.test(text.slice(origin.length)) && text.startsWith(origin),
  );
  const url = isSpelt && characters.test(text) ? URL.parse(text) : null;
  // The parser has the last word, also where a rule is no origin.
  return url !== null && origins.includes(url.origin) ? url : null;
}
