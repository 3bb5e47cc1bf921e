import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId, useState } from "react";

import { Waterfall } from "./Waterfall";

/** Shows what the attempts of a job did and when. */
export function TimelineButton({ jobId }: { jobId: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
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
      <Dialog
        fullWidth
        maxWidth="md"
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        aria-labelledby={id}
      >
        <DialogTitle id={id}>What happened when</DialogTitle>
        <DialogContent>{open && <Waterfall jobId={jobId} />}</DialogContent>
      </Dialog>
    </>
  );
}
