import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useEffect, useEffectEvent, useState, type Dispatch, type RefObject } from "react";

import type { Point } from "@/plan/plan";

import { copiedWalls, copyWalls } from "../model/clipboard";
import { copyOf, mirrorWalls, rotateWalls, type Copied } from "../model/edits";
import type { EditorAction, EditorState } from "../model/state";

interface Props {
  frame: RefObject<HTMLElement | null>;
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  /** How far a copy is put from what it was copied of. */
  step: number;
  onPick: (at: Point) => void;
  onFit: () => void;
}

interface Item {
  name: string;
  keys: string;
  run: () => void;
  off?: boolean;
}

/** What can be done to the selected walls, where one presses with the other button or the menu key. */
export function SheetMenu({ frame, state, dispatch, step, onPick, onFit }: Props) {
  const [at, setAt] = useState<{ top: number; left: number } | null>(null);
  const pick = useEffectEvent(onPick);
  useEffect(() => {
    const sheet = frame.current;
    const open = (event: MouseEvent) => {
      event.preventDefault();
      if (event instanceof PointerEvent && event.pointerType === "touch") return; // a finger that rests draws
      const { left, top } = sheet?.getBoundingClientRect() ?? { left: 0, top: 0 };
      pick([event.clientX - left, event.clientY - top]);
      setAt({ top: event.clientY, left: event.clientX });
    };
    sheet?.addEventListener("contextmenu", open);
    return () => {
      sheet?.removeEventListener("contextmenu", open);
    };
  }, [frame]);
  const { history, selected } = state;
  const none = selected.size === 0;
  const paste = (walls: readonly Copied[]) => {
    dispatch({ type: "paste", walls, by: [step, step] });
  };
  const chosen = () => copyOf(history.present, selected);
  const items: Item[] = [
    {
      name: "Copy",
      keys: "Ctrl+C",
      off: none,
      run: () => {
        copyWalls(chosen());
      },
    },
    {
      name: "Paste",
      keys: "Ctrl+V",
      off: copiedWalls().length === 0,
      run: () => {
        paste(copiedWalls());
      },
    },
    {
      name: "Duplicate",
      keys: "Ctrl+D",
      off: none,
      run: () => {
        paste(chosen());
      },
    },
    {
      name: "Turn by a quarter",
      keys: "R",
      off: none,
      run: () => {
        dispatch({ type: "edit", edit: (draft) => rotateWalls(draft, selected), said: "Turned." });
      },
    },
    {
      name: "Mirror",
      keys: "M",
      off: none,
      run: () => {
        dispatch({ type: "edit", edit: (draft) => mirrorWalls(draft, selected), said: "Mirrored." });
      },
    },
    {
      name: "Delete",
      keys: "Delete",
      off: none,
      run: () => {
        dispatch({ type: "delete" });
      },
    },
    {
      name: "Select all",
      keys: "Ctrl+A",
      off: history.present.walls.length === 0,
      run: () => {
        dispatch({ type: "select", keys: history.present.walls.map(({ key }) => key), said: "All selected." });
      },
    },
    { name: "Fit the plan", keys: "0", run: onFit },
  ];
  const close = () => {
    setAt(null);
    frame.current?.focus({ preventScroll: true });
  };
  return (
    <Menu
      open={at !== null}
      onClose={close}
      anchorReference="anchorPosition"
      {...(at && { anchorPosition: at })}
      slotProps={{ list: { "aria-label": "On the sheet" } }}
    >
      {items.map(({ name, keys, run, off = false }) => (
        <MenuItem
          key={name}
          disabled={off}
          onClick={() => {
            run();
            close();
          }}
        >
          {name}
          <Typography variant="body2" component="span" sx={{ ml: "auto", pl: 4, color: "text.secondary" }}>
            {keys}
          </Typography>
        </MenuItem>
      ))}
    </Menu>
  );
}
