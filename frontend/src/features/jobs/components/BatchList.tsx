import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import Button from "@mui/material/Button";
import { Link } from "react-router";

import { NotConfirmed } from "@/components/NotConfirmed";
import { useNow } from "@/hooks/useNow";
import { formatAge } from "@/lib/format";

import { batchesQuery } from "../api/batches";
import { BatchProgress } from "./BatchProgress";

const FEW = 3;

/** Batches, newest first: a few, and all on demand. Nothing while there are none. */
export function BatchList() {
  const batches = useQuery(batchesQuery);
  const now = useNow() / 1000;
  const [all, setAll] = useState(false);
  if (!batches.data) return <NotConfirmed query={batches} />;
  if (batches.data.length === 0) return null;
  return (
    <section aria-labelledby="batches">
      <Typography variant="h3" component="h2" id="batches" sx={{ mb: 1 }}>
        Batches
      </Typography>
      <NotConfirmed query={batches} />
      <ul className="batches">
        {batches.data.slice(0, all ? undefined : FEW).map((batch) => (
          <li key={batch.batch_id}>
            <div className="batch-head">
              <Link to={`/batches/${batch.batch_id}`}>{batch.name ?? `${batch.batch_id.slice(0, 14)}…`}</Link>
              <Chip size="small" variant="outlined" label={batch.status} />
              <Typography variant="body2" sx={{ color: "text.secondary" }}>
                {formatAge(now - batch.created_at)} ago
              </Typography>
            </div>
            <BatchProgress batch={batch} />
          </li>
        ))}
      </ul>
      {!all && batches.data.length > FEW && (
        <Button
          size="small"
          onClick={() => {
            setAll(true);
          }}
        >
          Show all {batches.data.length.toLocaleString("en")} batches
        </Button>
      )}
    </section>
  );
}
