import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { formatAge } from "@/lib/format";

import { queuesQuery, workersQuery } from "../api/fleet";
import { useFreshness } from "../freshness";
import { Age } from "./Age";

/** How the fleet stands, in six figures. */
export function Tiles({ polling }: { polling: boolean }) {
  const queues = useQuery(queuesQuery(polling));
  const workers = useQuery(workersQuery(polling));
  const queue = queues.data?.queues[0];
  const answering = workers.data?.filter((worker) => worker.is_answering);
  const busy = answering?.reduce((sum, worker) => sum + worker.current_jobs.length, 0);
  const atOnce = answering?.reduce((sum, worker) => sum + worker.concurrency, 0);
  const deadLetters = queues.data?.dead_letters;
  const fresh = useFreshness(queues, true);
  const freshWorkers = useFreshness(workers, true);
  return (
    <section aria-label="Now">
      <dl className="tiles">
        <Tile name="Waiting" value={queue?.visible} to="/jobs?status=pending" old={fresh.old} />
        <Tile name="With a worker" value={queue?.in_flight} to="/jobs?status=processing" old={fresh.old} />
        <Tile name="Delayed" value={queue?.delayed} old={fresh.old} />
        <Tile
          name="Oldest waits for"
          value={queue && (queue.oldest_age === null ? "–" : formatAge(queue.oldest_age))}
          to="/jobs?status=pending"
          old={fresh.old}
        />
        <Tile
          name="Busy"
          value={busy === undefined || atOnce === undefined ? undefined : `${String(busy)} of ${String(atOnce)}`}
          to="#workers-now"
          old={freshWorkers.old}
        />
        <Tile
          name="Dead letters"
          value={deadLetters}
          alarming={(deadLetters ?? 0) > 0}
          to="#dead-letters"
          old={fresh.old}
        />
      </dl>
      <div className="tiles-age" role={fresh.old ? "alert" : undefined}>
        {queues.data ? (
          <>
            <Age of={fresh} />
            {fresh.old && (
              <span>{queues.error ? ` ${queues.error.message}` : ""} It is asked for again by itself.</span>
            )}
          </>
        ) : (
          queues.error && <span role="alert">These figures could not be loaded: {queues.error.message}</span>
        )}
      </div>
    </section>
  );
}

interface TileProps {
  name: string;
  value: number | string | undefined;
  /** Where what is counted is listed. */
  to?: string;
  alarming?: boolean;
  old: boolean;
}

function Tile({ name, value, to, alarming = false, old }: TileProps) {
  const text = value === undefined ? "…" : value.toLocaleString("en");
  return (
    <div className="tile" data-alarming={alarming} data-old={old}>
      <dt>{name}</dt>
      <dd>{to === undefined ? text : to.startsWith("#") ? <a href={to}>{text}</a> : <Link to={to}>{text}</Link>}</dd>
    </div>
  );
}
