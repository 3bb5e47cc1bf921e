import IconButton from "@mui/material/IconButton";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import type { Dispatch } from "react";

import { KeyboardIcon, PenIcon, RedoIcon, SelectIcon, SplitIcon, TrashIcon, UndoIcon } from "@/components/icons";

import type { EditorAction, EditorState, Tool } from "../model/state";

interface Props {
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  onKeys: () => void;
}

const TOOLS = [
  ["select", "Select", <SelectIcon key="select" />],
  ["draw", "Draw walls", <PenIcon key="draw" />],
  ["split", "Split walls", <SplitIcon key="split" />],
] as const;

export function EditorToolbar({ state, dispatch, onKeys }: Props) {
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
        {TOOLS.map(([value, name, icon]) => (
          <ToggleButton key={value} value={value} aria-label={name} title={name}>
            {icon}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <IconButton
        size="small"
        aria-label="Undo"
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
        disabled={history.future.length === 0}
        onClick={() => {
          dispatch({ type: "redo" });
        }}
      >
        <RedoIcon />
      </IconButton>
      <IconButton
        size="small"
        aria-label="Delete the selected walls"
        disabled={selected.size === 0}
        onClick={() => {
          dispatch({ type: "delete" });
        }}
      >
        <TrashIcon />
      </IconButton>
      <IconButton size="small" aria-label="Keys" onClick={onKeys}>
        <KeyboardIcon />
      </IconButton>
    </div>
  );
}
