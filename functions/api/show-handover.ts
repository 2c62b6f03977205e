import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { NotFoundError } from "../../shared/contracts/errors.ts";
import type { Principal } from "../../shared/contracts/principal.ts";
import { viewHandover } from "../../shared/domain/queue/view-desk.ts";
import type { ApiServices } from "./api-services.ts";

/** A handover as it stands now. @throws NotFoundError */
export function showHandover(
  { tenantId }: Principal,
  handoverId: string,
  { database }: Pick<ApiServices, "database">,
): Promise<HandoverView> {
  return database.tenant(tenantId, async (tx) => {
    const handover = await tx.handovers.get(handoverId);
    if (handover === null) throw new NotFoundError("There is no such handover.");
    return viewHandover(handover, await tx.handovers.assignments(handoverId));
  });
}
