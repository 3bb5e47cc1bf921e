import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState, type ReactNode } from "react";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** For what is read rather than answered. */
  wide?: boolean;
  /** A button that closes it where there is nothing to decide. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A dialog with a title, which is there while it is open only. */
export function TitledDialog({ title, open, onClose, wide = false, actions, children }: DialogProps) {
  const id = useId();
  return (
    <Dialog fullWidth={wide} maxWidth={wide ? "md" : "sm"} open={open} onClose={onClose} aria-labelledby={id}>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent>{open && children}</DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>{actions ?? <Button onClick={onClose}>Close</Button>}</DialogActions>
    </Dialog>
  );
}

interface ButtonProps {
  label: string;
  title: string;
  colour?: "inherit" | "error";
  disabled?: boolean;
  wide?: boolean;
  actions?: (close: () => void) => ReactNode;
  children: ReactNode;
}

/** A button that opens a dialog. */
export function DialogButton({ label, title, colour = "inherit", disabled, wide, actions, children }: ButtonProps) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        size="small"
        color={colour}
        disabled={disabled ?? false}
        onClick={() => {
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <TitledDialog title={title} open={open} onClose={close} wide={wide ?? false} actions={actions?.(close)}>
        {children}
      </TitledDialog>
    </>
  );
}
