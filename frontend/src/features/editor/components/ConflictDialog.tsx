import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";

import { useNow } from "@/hooks/useNow";
import { count, formatAge } from "@/lib/format";

import type { StoredDraft } from "../draftStore";
import { thumbnailOf } from "../drawing/thumbnail";
import type { Draft } from "../model/document";
import { Thumbnail } from "./Thumbnail";

interface Props {
  mine: Draft;
  theirs: StoredDraft;
  onTheirs: () => void;
  onMine: () => void;
  onBoth: () => void;
}

/** Two tabs drew on one drawing: both are shown, and nothing is written before somebody decides. */
export function ConflictDialog({ mine, theirs, onTheirs, onMine, onBoth }: Props) {
  const age = useNow() / 1000 - theirs.savedAt / 1000;
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby="conflict-title">
      <DialogTitle id="conflict-title">This drawing was changed in another tab</DialogTitle>
      <DialogContent className="conflict">
        <Side title="In this tab" detail={count(mine.walls.length, "wall")} draft={mine} />
        <Side
          title="In the other tab"
          detail={`${count(theirs.history.present.walls.length, "wall")}, saved ${formatAge(age)} ago`}
          draft={theirs.history.present}
        />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2, flexWrap: "wrap", gap: 1 }}>
        <Button onClick={onMine} color="error">
          Replace the other
        </Button>
        <Button onClick={onTheirs}>Take the other</Button>
        <Button variant="contained" onClick={onBoth}>
          Keep both
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Side({ title, detail, draft }: { title: string; detail: string; draft: Draft }) {
  return (
    <div>
      <Typography variant="h3" component="h3">
        {title}
      </Typography>
      <Thumbnail path={thumbnailOf(draft)} />
      <Typography variant="body2">{detail}</Typography>
    </div>
  );
}
