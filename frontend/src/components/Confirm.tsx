import Button from "@mui/material/Button";
import DialogContentText from "@mui/material/DialogContentText";
import type { ReactNode } from "react";

import { DialogButton } from "./TitledDialog";

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
  return (
    <DialogButton
      label={action}
      title={title}
      colour="error"
      disabled={disabled}
      actions={(close) => (
        <>
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
        </>
      )}
    >
      <DialogContentText component="div">{children}</DialogContentText>
    </DialogButton>
  );
}
