import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";

import { titleOf } from "@/features/submit/submitError";

interface Props {
  /** Why the part is not there. */
  error: Error;
  onRetry: () => void;
  /** What the part was to show: an error of its own is told instead. */
  of: { onClose: () => void; error?: Error; onRetry?: () => void };
}

/** Told in place of a dialog that cannot be loaded; a part of the first load, as it cannot be loaded either. */
export function PartMissing({ error, onRetry, of }: Props) {
  const shown = of.error ?? error;
  return (
    <dialog open className="part-missing" aria-labelledby="part-missing">
      <Typography variant="h3" component="h2" id="part-missing">
        {titleOf(shown)}
      </Typography>
      <Typography role="alert">{`${shown.message} Your plan is still here.`}</Typography>
      <div className="part-missing-actions">
        <Button onClick={of.onClose}>Close</Button>
        <Button variant="contained" onClick={of.onRetry ?? onRetry}>
          Try again
        </Button>
      </div>
    </dialog>
  );
}
