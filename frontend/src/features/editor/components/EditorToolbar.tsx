import IconButton from "@mui/material/IconButton";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import type { Dispatch, ReactNode } from "react";

import {
  DivideIcon,
  DoorIcon,
  KeyboardIcon,
  MergeIcon,
  PenIcon,
  RedoIcon,
  SelectIcon,
  SplitIcon,
  TrashIcon,
  UndoIcon,
  WindowIcon,
} from "@/components/icons";

import type { EditorAction, EditorState, Tool } from "../model/state";

interface Props {
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  onKeys: () => void;
  /** Further buttons. */
  children: ReactNode;
}

const TOOLS = [
  ["select", "Select", "V", <SelectIcon key="select" />],
  ["draw", "Draw walls", "W", <PenIcon key="draw" />],
  ["door", "Place doors", "O", <DoorIcon key="door" />],
  ["window", "Place windows", "F", <WindowIcon key="window" />],
  ["merge", "Merge rooms", "G", <MergeIcon key="merge" />],
  ["divide", "Divide a room", "S", <DivideIcon key="divide" />],
  ["split", "Split walls", "X", <SplitIcon key="split" />],
] as const;

export function EditorToolbar({ state, dispatch, onKeys, children }: Props) {
  const { history, selected, tool } = state;
  return (
    <div className="viewer-toolbar" role="group" aria-label="Tools" data-control>
      <ToggleButtonGroup
        size="small"
        exclusive
        value={tool}
        aria-label="Tool"
        onChange={(_, value: Tool | null) => {
          if (value) dispatch({ type: "tool", tool: value });
        }}
      >
        {TOOLS.map(([value, name, key, icon]) => (
          <ToggleButton key={value} value={value} aria-label={name} title={`${name} (${key})`}>
            {icon}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <IconButton
        size="small"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={history.past.length === 0}
        onClick={() => {
          dispatch({ type: "undo" });
        }}
      >
        <UndoIcon />
      </IconButton>
      <IconButton
        size="small"
        aria-label="Redo"
        title="Redo (Ctrl+Y)"
        disabled={history.future.length === 0}
        onClick={() => {
          dispatch({ type: "redo" });
        }}
      >
        <RedoIcon />
      </IconButton>
      <IconButton
        size="small"
        aria-label="Delete what is selected"
        title="Delete what is selected (Delete)"
        disabled={selected.size === 0}
        onClick={() => {
          dispatch({ type: "delete" });
        }}
      >
        <TrashIcon />
      </IconButton>
      {children}
      <IconButton size="small" aria-label="Keys" title="Keys (?)" onClick={onKeys}>
        <KeyboardIcon />
      </IconButton>
    </div>
  );
}
