import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { ApiError } from "../api/api-error.ts";
import { useMe } from "../shell/use-me.ts";
import { Button } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { useMyStatus } from "../shell/use-my-status.ts";
import { useDeskAct, useNameOf } from "./use-desk.ts";

/** Takes a waiting conversation. Of two who try, the one who came later hears who has it. */
export function ClaimButton({ handover }: { handover: HandoverSummary }) {
  const { human_agent: me } = useMe();
  const act = useDeskAct();
  const nameOf = useNameOf();
  const setStatus = useMyStatus();
  const isOnline = me?.status === "online";
  const claim = async () => {
    if (!isOnline) await setStatus.mutateAsync("online");
    act.mutate({ handoverId: handover.handover_id, action: "claim", body: {} });
  };
  const lost = act.error instanceof ApiError && act.error.problem.code === "already-assigned";
  if (handover.status === "assigned") {
    if (handover.assigned_to === me?.human_agent_id) return null;
    return (
      <p role="status">
        {lost && "You were a moment too late: "}
        <strong>
          <bdi>{nameOf(handover.assigned_to)}</bdi>
        </strong>{" "}
        has this conversation.
      </p>
    );
  }
  if (me === null) return <p>You have no place at this desk, so you cannot take conversations.</p>;
  return (
    <>
      {!lost && <ProblemNote error={act.error ?? setStatus.error} />}
      <Button
        look="primary"
        busy={act.isPending || setStatus.isPending}
        data-action="claim"
        onClick={() => void claim()}
      >
        {isOnline ? "Claim" : "Come online and claim"}
      </Button>
    </>
  );
}
