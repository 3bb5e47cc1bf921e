import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { fetchApi, useAccess } from "@/api/access";
import { API_URL } from "@/api/client";

import { queuesQuery, workersQuery, type FleetEvent, type Metrics } from "./fleet";
import { mergeMinutes } from "./mergeMinutes";
import { readEvents } from "./readEvents";

/** A service that sends no events, or has no stream left, is asked for one again after this time. */
const WITHOUT_MS = 30_000;
const COME_BACK_MS = 1_000;

export type LinkState = "connecting" | "live" | "polling";

/** How the page hears of the fleet, and when it last did, in Unix milliseconds; 0 where it never has. */
export interface Link {
  state: LinkState;
  heardAt: number;
}

/** Keeps what is known of the fleet fresh by events, for as long as the page is seen. */
export function useFleetEvents(): Link {
  const client = useQueryClient();
  const { token } = useAccess();
  const [link, setLink] = useState<Link>({ state: "connecting", heardAt: 0 });
  useEffect(() => {
    const leaving = new AbortController();
    void follow(client, setLink, leaving.signal);
    return () => {
      leaving.abort();
    };
  }, [client, token]); // another token is another stream
  return link;
}

async function follow(client: QueryClient, setLink: (change: (link: Link) => Link) => void, signal: AbortSignal) {
  let lastId = "";
  const hasLeft = () => signal.aborted;
  while (!hasLeft()) {
    let wait = COME_BACK_MS;
    try {
      const headers = { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) };
      const response = await fetchApi(`${API_URL}/fleet/events`, { headers, signal });
      if (!response.ok || !response.body) throw new Error(`no events (status ${String(response.status)})`);
      const heard = () => {
        setLink(() => ({ state: "live", heardAt: Date.now() }));
      };
      heard();
      for await (const event of readEvents(response.body, heard)) {
        lastId = event.id;
        await take(client, JSON.parse(event.data) as FleetEvent);
      }
    } catch {
      if (hasLeft()) return;
      setLink((link) => ({ ...link, state: "polling" })); // each part then asks by itself, and says what is wrong
      wait = WITHOUT_MS;
    }
    await pause(wait, signal);
  }
}

async function take(client: QueryClient, event: FleetEvent) {
  // An answer that is on its way is older than the event, and must not take its place.
  await Promise.all([
    client.cancelQueries({ queryKey: workersQuery(false).queryKey }),
    client.cancelQueries({ queryKey: queuesQuery(false).queryKey }),
  ]);
  client.setQueryData(workersQuery(false).queryKey, event.workers);
  client.setQueryData(queuesQuery(false).queryKey, event.queues);
  client.setQueriesData<Metrics>(
    { queryKey: ["fleet", "metrics"] },
    (known) => known && mergeMinutes(known, event.minutes),
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
