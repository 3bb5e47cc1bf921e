import "../drafts.css";

import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "react-router";

import { useNow } from "@/hooks/useNow";
import { count, formatAge } from "@/lib/format";

import { forgetDraft, listDrafts, watchDrafts, type DraftSummary } from "../draftStore";
import { settleLeft } from "../leftDraft";
import { Thumbnail } from "./Thumbnail";

const KEY = ["drafts"];

/** The drawings that this browser keeps; nothing, where it keeps none. */
export function DraftList() {
  const client = useQueryClient();
  const drafts = useQuery({ queryKey: KEY, queryFn: listAll, networkMode: "always", retry: false, staleTime: 0 });
  useEffect(() => watchDrafts(() => void client.invalidateQueries({ queryKey: KEY })), [client]);
  const now = useNow();
  if (!drafts.data || drafts.data.length === 0) return null;
  const forget = async (id: string) => {
    await forgetDraft(id);
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <section aria-labelledby="drafts-title" className="drafts">
      <Typography id="drafts-title" variant="h2">
        Your drawings
      </Typography>
      <Typography sx={{ color: "text.secondary" }}>They are kept in this browser only.</Typography>
      <ul>
        {drafts.data.map((draft) => (
          <li key={draft.id}>
            <Link to={addressOf(draft)} state={{ title: draft.title }}>
              <Thumbnail path={draft.thumbnail} />
              <strong>{draft.title}</strong>
            </Link>
            <Typography variant="body2" sx={{ color: "text.secondary" }}>
              {count(draft.walls, "wall")}, {formatAge((now - draft.savedAt) / 1000)} ago
            </Typography>
            <Button
              size="small"
              color="inherit"
              aria-label={`Delete ${draft.title}`}
              onClick={() => void forget(draft.id)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** With what a page had not saved as it was left. */
async function listAll(): Promise<DraftSummary[]> {
  await settleLeft();
  return listDrafts();
}

/** Changes to the plan of a job are kept under the job's id. */
function addressOf({ id }: DraftSummary): string {
  return id.startsWith("job_") ? `/editor?job=${encodeURIComponent(id)}` : `/editor?draft=${encodeURIComponent(id)}`;
}
