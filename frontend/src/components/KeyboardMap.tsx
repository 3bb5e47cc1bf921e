import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";

import { useShortcutsEnabled, type Shortcut } from "@/hooks/useShortcuts";

export interface KeyGroup {
  title: string;
  keys: readonly Pick<Shortcut, "keys" | "does">[];
}

interface Props {
  open: boolean;
  onClose: () => void;
  groups: readonly KeyGroup[];
}

const NAMES: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  " ": "Space",
};

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** All keys that do something here. */
export function KeyboardMap({ open, onClose, groups }: Props) {
  const [enabled, setEnabled] = useShortcutsEnabled();
  return (
    <Dialog open={open} onClose={onClose} maxWidth="md" aria-labelledby="keyboard-map">
      <DialogTitle id="keyboard-map">Keys</DialogTitle>
      <DialogContent className="keyboard-map" tabIndex={0}>
        {groups.map(({ title, keys }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(({ keys: names, does }) => (
                <div key={does}>
                  <dt>{does}</dt>
                  <dd>
                    {names.map((name) => (
                      <kbd key={name}>{keyName(name)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </DialogContent>
      <DialogActions sx={{ justifyContent: "space-between", px: 3, pb: 2 }}>
        <FormControlLabel
          label="Single keys act"
          control={
            <Switch
              checked={enabled}
              onChange={(_, checked) => {
                setEnabled(checked);
              }}
            />
          }
        />
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

function keyName(key: string): string {
  return key
    .replace("Mod+", isMac ? "⌘ " : "Ctrl ")
    .replace("Shift+", "⇧ ")
    .replace(/[^ ]+$| $/, (last) => NAMES[last] ?? (last.length === 1 ? last.toUpperCase() : last));
}
