import { useEffect, useMemo } from "react";

import { Painter } from "./drawing/Painter";
import type { Scene } from "./scene";

/** A painter of a scene, for as long as it is shown. */
export function usePainter(scene: Scene): Painter {
  const painter = useMemo(() => new Painter(scene), [scene]);
  useEffect(
    () => () => {
      painter.close();
    },
    [painter],
  );
  return painter;
}
