import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";

import { useNow } from "@/hooks/useNow";
import { count, formatAge } from "@/lib/format";

import type { StoredDraft } from "../draftStore";
import { thumbnailOf } from "../drawing/thumbnail";
import { keepCopy } from "../keepCopy";
import type { Draft } from "../model/document";
import type { History } from "../model/history";
import { Thumbnail } from "./Thumbnail";

interface Props {
  title: string;
  mine: History<Draft>;
  theirs: StoredDraft;
  onTheirs: (theirs: StoredDraft) => void;
  onMine: () => void;
  onBoth: (mine: History<Draft>) => Promise<void>;
}

/**
 * Two tabs drew on one drawing: both are shown, and nothing is written before somebody decides. Whichever goes on, the
 * other is kept as a drawing of its own first; where that fails, nothing is replaced.
 */
export function ConflictDialog({ title, mine, theirs, onTheirs, onMine, onBoth }: Props) {
  const age = useNow() / 1000 - theirs.savedAt / 1000;
  const decide = useMutation({ mutationFn: (act: () => Promise<void>) => act(), networkMode: "always" });
  const take = async () => {
    await keepCopy(mine, title, "recovered");
    onTheirs(theirs);
  };
  const replace = async () => {
    await keepCopy(theirs.history, theirs.title, "recovered");
    onMine();
  };
  const choices = [
    ["Replace the other", replace, "text"],
    ["Take the other", take, "text"],
    ["Keep both", () => onBoth(mine), "contained"],
  ] as const;
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby="conflict-title" aria-describedby="conflict-copy">
      <DialogTitle id="conflict-title">This drawing was changed in another tab</DialogTitle>
      <DialogContent>
        <div className="conflict">
          <Side title="In this tab" detail={count(mine.present.walls.length, "wall")} draft={mine.present} />
          <Side
            title="In the other tab"
            detail={`${count(theirs.history.present.walls.length, "wall")}, saved ${formatAge(age)} ago`}
            draft={theirs.history.present}
          />
        </div>
        <Typography variant="body2" id="conflict-copy" sx={{ mt: 1.5 }}>
          The one that does not go on here stays among your drawings, as “(recovered)”.
        </Typography>
        {decide.error && (
          <Typography role="alert" variant="body2" sx={{ mt: 1, color: "error.main" }}>
            No copy could be kept, so nothing was replaced: {decide.error.message} Save one of them as a file, then try
            again.
          </Typography>
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2, flexWrap: "wrap", gap: 1 }}>
        {choices.map(([label, act, variant]) => (
          <Button
            key={label}
            variant={variant}
            disabled={decide.isPending}
            onClick={() => {
              decide.mutate(act);
            }}
          >
            {label}
          </Button>
        ))}
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
