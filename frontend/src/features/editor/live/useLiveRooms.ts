import { useEffect, useRef, useState } from "react";

import { previewRooms } from "../api/previewRooms";
import type { Found } from "../components/DetectionPanel";
import { isSamePlan, type Draft } from "../model/document";
import { PreviewQueue, type Live } from "./PreviewQueue";

const NOTHING: Live = { found: null, state: "idle" };

/** The rooms of what is being drawn, as it is drawn; none is asked for where they were found already. */
export function useLiveRooms(draft: Draft, found: Found | null): Live {
  const [live, setLive] = useState(NOTHING);
  const queue = useRef<PreviewQueue | null>(null);
  useEffect(() => {
    const made = new PreviewQueue(previewRooms, setLive);
    queue.current = made;
    return () => {
      made.close();
    };
  }, []);
  const wanted = draft.walls.length > 0 && !(found && isSamePlan(draft, found.draft));
  useEffect(() => {
    if (wanted) queue.current?.want(draft);
    else queue.current?.forget();
  }, [wanted, draft]);
  return wanted ? live : NOTHING;
}
