import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { optionalInteger, optionalString } from "../http/fields.ts";
import { ServiceError } from "../http/service-error.ts";

export interface Page {
  limit: number;
  /** Where the page before ended; undefined on the first page. */
  after: string | undefined;
}

/** The page a list request asks for. @throws ServiceError ValidationException, InvalidToken */
export function requestedPage(input: JsonObject, longestToken = 1024): Page {
  const limit = optionalInteger(input, "maxResults", { min: 0, max: 1000 });
  const token = optionalString(input, "nextToken", longestToken);
  // Zero asks for the default size, as the service documents.
  return { limit: limit === undefined || limit === 0 ? 100 : limit, after: decode(token) };
}

/** A token that only says where to go on: lists are stable, so nothing has to be kept. */
export function nextToken(lastOfPage: string | number): string {
  return Buffer.from(`after ${lastOfPage}`).toString("base64url");
}

function decode(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith("after ")) return text.slice("after ".length);
  throw new ServiceError({ code: "InvalidToken", message: "Invalid Token: 'Invalid token'" });
}
