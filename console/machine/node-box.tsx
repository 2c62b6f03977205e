import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";
import { sayDuration } from "../ui/duration.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import type { NodeState } from "./machine-state.ts";
import css from "./node-box.module.css";

export type MachineNode = Node<{
  node: WorkflowView["nodes"][number];
  state: NodeState;
  durationMs: number | null;
  selected: boolean;
  onSelect: (nodeId: string) => void;
}>;

const icons: Record<WorkflowView["nodes"][number]["type"], IconName> = {
  agent: "agent",
  tool: "tool",
  human: "person",
  sink: "end",
};

/** One node of the machine, with how it stands. */
export function NodeBox({ data }: NodeProps<MachineNode>) {
  const { node, state, durationMs, selected, onSelect } = data;
  const does = node.agent ?? node.tool ?? node.action ?? (node.type === "human" ? "a person decides" : "");
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={css.handle} />
      <button
        type="button"
        className={`nodrag nopan ${css.box} ${css[state]}`}
        aria-pressed={selected}
        data-node={node.id}
        data-state={state}
        onClick={() => onSelect(node.id)}
      >
        <span className={css.icon}>
          <Icon name={icons[node.type]} />
        </span>
        <span className={css.words}>
          <span className={css.name}>{node.id}</span>
          {state === "idle" ? (
            <span className={css.does}>
              {does.replaceAll("_", " ")}
              <span className="visually-hidden">, not reached</span>
            </span>
          ) : (
            <span className={css.state}>
              {state}
              {durationMs !== null && state === "completed" && `, ${sayDuration(durationMs)}`}
            </span>
          )}
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={css.handle} />
    </>
  );
}
