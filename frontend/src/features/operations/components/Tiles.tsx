import { useQuery } from "@tanstack/react-query";

import { formatAge } from "@/lib/format";

import { queuesQuery, workersQuery } from "../api/fleet";

/** How the fleet stands, in six figures. */
export function Tiles({ polling }: { polling: boolean }) {
  const queues = useQuery(queuesQuery(polling));
  const workers = useQuery(workersQuery(polling));
  const queue = queues.data?.queues[0];
  const answering = workers.data?.filter((worker) => worker.is_answering);
  const busy = answering?.reduce((sum, worker) => sum + worker.current_jobs.length, 0);
  const atOnce = answering?.reduce((sum, worker) => sum + worker.concurrency, 0);
  const deadLetters = queues.data?.dead_letters;
  return (
    <dl className="tiles">
      <Tile name="Waiting" value={queue?.visible} />
      <Tile name="With a worker" value={queue?.in_flight} />
      <Tile name="Delayed" value={queue?.delayed} />
      <Tile name="Oldest waits for" value={queue && (queue.oldest_age === null ? "–" : formatAge(queue.oldest_age))} />
      <Tile name="Busy" value={busy === undefined || atOnce === undefined ? undefined : `${String(busy)} of ${String(atOnce)}`} />
      <Tile name="Dead letters" value={deadLetters} alarming={(deadLetters ?? 0) > 0} />
    </dl>
  );
}

function Tile({ name, value, alarming = false }: { name: string; value: number | string | undefined; alarming?: boolean }) {
  return (
    <div className="tile" data-alarming={alarming}>
      <dt>{name}</dt>
      <dd>{value === undefined ? "…" : value.toLocaleString("en")}</dd>
    </div>
  );
}
