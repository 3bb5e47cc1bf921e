import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";

import { NotConfirmed } from "@/components/NotConfirmed";
import type { useTrouble } from "@/hooks/useTrouble";

interface Props {
  title: string;
  query: Parameters<typeof useTrouble>[0];
  height?: number;
}

/** A panel that has nothing to show yet, or could not be loaded. It is as high as it will be. */
export function PanelState({ title, query, height = 232 }: Props) {
  return (
    <section className="fleet-panel" aria-label={title} aria-busy={!query.error}>
      <Typography variant="h3" component="h2">
        {title}
      </Typography>
      <NotConfirmed query={query} />
      {!query.error && <Skeleton variant="rounded" height={height} sx={{ mt: 1 }} />}
    </section>
  );
}
