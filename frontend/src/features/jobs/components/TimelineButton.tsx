import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState } from "react";

import { Waterfall } from "./Waterfall";

/** Shows what the attempts of a job did and when. */
export function TimelineButton({ jobId }: { jobId: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        size="small"
        color="inherit"
        onClick={() => {
          setOpen(true);
        }}
      >
        Timeline
      </Button>
      <Dialog fullWidth maxWidth="md" open={open} onClose={close} aria-labelledby={id}>
        <DialogTitle id={id}>What happened when</DialogTitle>
        <DialogContent>{open && <Waterfall jobId={jobId} />}</DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={close}>Close</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
