import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { useNameOf } from "../conversation/use-desk.ts";
import { useMe } from "../shell/use-me.ts";
import css from "./handover-list.module.css";
import { HandoverRow } from "./handover-row.tsx";

interface HandoverListProps {
  handovers: HandoverSummary[];
  customerOf: (conversationId: string) => string;
  current: string | null;
}

const rowHeightPx = 94;

/** Handovers one below the other; only what is on the screen is drawn. */
export function HandoverList({ handovers, customerOf, current }: HandoverListProps) {
  const box = useRef<HTMLDivElement>(null);
  const { human_agent: me } = useMe();
  const nameOf = useNameOf();
  const rows = useVirtualizer({
    count: handovers.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  });
  const at = handovers.findIndex(({ conversation_id }) => conversation_id === current);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
  }, [at, rows]);
  const ownerOf = ({ assigned_to }: HandoverSummary) =>
    assigned_to === null || assigned_to === me?.human_agent_id ? null : nameOf(assigned_to);
  return (
    <div ref={box} className={css.box} data-list="handovers">
      <div className={css.list} role="list" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const handover = handovers[index]!;
          return (
            <div
              key={handover.handover_id}
              role="listitem"
              aria-setsize={handovers.length}
              aria-posinset={index + 1}
              className={css.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <HandoverRow
                handover={handover}
                customer={customerOf(handover.conversation_id)}
                owner={ownerOf(handover)}
                current={index === at}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
