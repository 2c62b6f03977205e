import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { isObject, optionalList, optionalString, requireString, validationError } from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import { requireAliasArn, requireAliasName, requireMachineArn, requireVersionArn } from "../names.ts";
import { type Route, versionArn, type Versions } from "../versions.ts";

const LONGEST_DESCRIPTION = 256;

/** Publish versions; create and move aliases. */
export function versionOperations(versions: Versions): Record<string, Operation> {
  return {
    PublishStateMachineVersion(input) {
      const version = versions.publish(requireMachineArn(input));
      return { stateMachineVersionArn: versionArn(version), creationDate: version.createdAtMs / 1000 };
    },
    CreateStateMachineAlias(input) {
      const description = optionalString(input, "description", LONGEST_DESCRIPTION) ?? null;
      const alias = versions.createAlias(requireAliasName(input), requireRoutes(input), description);
      return { stateMachineAliasArn: alias.arn, creationDate: alias.createdAtMs / 1000 };
    },
    UpdateStateMachineAlias(input) {
      const description = optionalString(input, "description", LONGEST_DESCRIPTION);
      const routes = input["routingConfiguration"] == null ? undefined : requireRoutes(input);
      const alias = versions.updateAlias(requireAliasArn(input), {
        ...(routes !== undefined && { routes }),
        ...(description !== undefined && { description }),
      });
      return { updateDate: alias.updatedAtMs / 1000 };
    },
  };
}

/** One or two versions, whose weights make a hundred. @throws ServiceError ValidationException */
function requireRoutes(input: JsonObject): Route[] {
  const field = "routingConfiguration";
  const list = optionalList(input, field) ?? [];
  if (list.length < 1 || list.length > 2)
    throw validationError(field, list, "Member must have length between 1 and 2");
  const routes = list.map(readRoute);
  if (routes.reduce((sum, { weight }) => sum + weight, 0) !== 100)
    throw validationError(field, list, "The weights must add up to 100");
  return routes;
}

function readRoute(item: Json): Route {
  if (!isObject(item)) throw validationError("routingConfiguration", item, "Member must be an object");
  requireString(item, "stateMachineVersionArn", 256);
  const weight = item["weight"];
  if (typeof weight !== "number" || !Number.isInteger(weight) || weight < 0 || weight > 100)
    throw validationError("weight", weight, "Member must be an integer between 0 and 100");
  return { stateMachineVersionArn: requireVersionArn(item), weight };
}
