import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect } from "react";

export const fitting = { padding: 0.08, maxZoom: 1.1 };

/** Shows the whole graph again whenever the room for it has changed. */
export function FitToSize() {
  const { fitView } = useReactFlow();
  const room = useStore(({ width, height }) => `${width}x${height}`);
  useEffect(() => {
    void fitView(fitting);
  }, [room, fitView]);
  return null;
}
