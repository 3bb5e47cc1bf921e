import { useQuery } from "@tanstack/react-query";
import Typography from "@mui/material/Typography";

import { workersQuery } from "../api/fleet";
import { PanelState } from "./PanelState";
import { WorkerCard } from "./WorkerCard";

/** Who is there and what they do. */
export function WorkerList({ polling }: { polling: boolean }) {
  const workers = useQuery(workersQuery(polling));
  if (!workers.data) return <PanelState title="Workers now" error={workers.error} height={120} />;
  return (
    <section className="fleet-panel" aria-labelledby="workers-now">
      <Typography variant="h3" component="h2" id="workers-now">
        Workers now
      </Typography>
      {workers.data.length === 0 && (
        <Typography sx={{ color: "text.secondary" }}>
          No worker is there. Jobs wait until one comes; where workers scale by themselves, one is on its way as soon as a job
          waits.
        </Typography>
      )}
      <ul className="workers">
        {workers.data.map((worker) => (
          <WorkerCard key={worker.name} worker={worker} />
        ))}
      </ul>
    </section>
  );
}
