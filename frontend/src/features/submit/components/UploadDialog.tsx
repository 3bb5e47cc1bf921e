import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";

import { formatBytes, formatPercent } from "@/lib/format";

import type { UploadState } from "../api/uploadFile";

const STAGES = {
  checksum: "Making the checksum…",
  sending: "Sending…",
  accepting: "Handing it in…",
};

/** How far a large plan or batch is on its way to the service. */
export function UploadDialog({
  upload: { stage, sent, size },
  onCancel,
}: {
  upload: UploadState;
  onCancel: () => void;
}) {
  const share = sent / size;
  const sending = stage === "sending";
  return (
    <Dialog open maxWidth="xs" fullWidth aria-labelledby="upload-title">
      <DialogTitle id="upload-title">Uploading</DialogTitle>
      <DialogContent>
        <LinearProgress
          className="share-bar"
          aria-label="Upload"
          variant={sending ? "determinate" : "indeterminate"}
          {...(sending && { value: share * 100 })}
        />
        <Typography role="status" sx={{ mt: 1.5 }}>
          {STAGES[stage]}
        </Typography>
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {formatBytes(sent)} of {formatBytes(size)} ({formatPercent(share)})
        </Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onCancel}>Cancel</Button>
      </DialogActions>
    </Dialog>
  );
}
