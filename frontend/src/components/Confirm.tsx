import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState, type ReactNode } from "react";

interface Props {
  /** What the button says, and the one that confirms. */
  action: string;
  title: string;
  children: ReactNode;
  disabled?: boolean;
  onConfirm: () => void;
}

/** A button for what cannot be undone: it asks first. */
export function Confirm({ action, title, children, disabled = false, onConfirm }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        size="small"
        color="error"
        disabled={disabled}
        onClick={() => {
          setOpen(true);
        }}
      >
        {action}
      </Button>
      <Dialog open={open} onClose={close} aria-labelledby={id}>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <DialogContentText component="div">{children}</DialogContentText>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={close}>
            Leave it
          </Button>
          <Button
            color="error"
            variant="contained"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {action}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
