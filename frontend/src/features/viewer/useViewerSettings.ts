import { useCallback, useMemo, useState } from "react";

import type { Look } from "./drawing/picture";

interface Settings extends Look {
  measuring: boolean;
  keysShown: boolean;
  /** Number of the finding that is spoken of. */
  finding: number | null;
}

export interface ViewerSettings extends Settings {
  set: (changes: Partial<Settings>) => void;
}

const START: Settings = { colourBy: "room", stage: "after", measuring: false, keysShown: false, finding: null };

/** How the plan is shown. */
export function useViewerSettings(): ViewerSettings {
  const [settings, setSettings] = useState(START);
  const set = useCallback((changes: Partial<Settings>) => {
    setSettings((before) => ({ ...before, ...changes }));
  }, []);
  return useMemo(() => ({ ...settings, set }), [settings, set]);
}
