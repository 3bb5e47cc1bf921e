import { useQuery } from "@tanstack/react-query";
import Typography from "@mui/material/Typography";

import { workersQuery } from "../api/fleet";
import { useFreshness } from "../freshness";
import { Age } from "./Age";
import { PanelState } from "./PanelState";
import { WorkerCard } from "./WorkerCard";

/** Who is there and what they do. */
export function WorkerList({ polling }: { polling: boolean }) {
  const workers = useQuery(workersQuery(polling));
  const fresh = useFreshness(workers, true);
  if (!workers.data) return <PanelState title="Workers now" query={workers} height={120} />;
  const inOrder = workers.data.toSorted((a, b) => Number(a.is_answering) - Number(b.is_answering)); // alarms first
  return (
    <section className="fleet-panel" aria-labelledby="workers-now" data-old={fresh.old}>
      <div className="fleet-panel-head">
        <Typography variant="h3" component="h2" id="workers-now">
          {fresh.old ? "Workers" : "Workers now"}
        </Typography>
        <Age of={fresh} />
      </div>
      {workers.data.length === 0 && (
        <Typography sx={{ color: "text.secondary" }}>
          No worker is there. Jobs wait until one comes; where workers scale by themselves, one is on its way as soon as
          a job waits.
        </Typography>
      )}
      <ul className="workers">
        {inOrder.map((worker) => (
          <WorkerCard key={worker.name} worker={worker} old={fresh.old} />
        ))}
      </ul>
    </section>
  );
}
