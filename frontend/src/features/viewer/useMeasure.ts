import { useCallback, useMemo, useState } from "react";

import type { Point } from "@/plan/plan";

import { anchorsOf, snapToAnchor } from "./measure";
import type { Scene } from "./scene";

export interface Measure {
  points: readonly Point[];
  /** Where the next point would be. */
  cursor: Point | null;
  move: (point: Point | null, reach: number) => void;
  add: (point: Point, reach: number) => void;
  undo: () => void;
}

/** A line of measured stretches, which snaps to the ends of walls. Null while nobody measures. */
export function useMeasure(scene: Scene, active: boolean): Measure | null {
  const [points, setPoints] = useState<readonly Point[]>([]);
  const [cursor, setCursor] = useState<Point | null>(null);
  const anchors = useMemo(() => (active ? anchorsOf(scene) : null), [scene, active]);
  const [was, setWas] = useState(active);
  if (was !== active) {
    setWas(active);
    setPoints([]);
    setCursor(null);
  }
  const move = useCallback(
    (point: Point | null, reach: number) => {
      setCursor(point && anchors ? snapToAnchor(anchors, point, reach) : point);
    },
    [anchors],
  );
  const add = useCallback(
    (point: Point, reach: number) => {
      const snapped = anchors ? snapToAnchor(anchors, point, reach) : point;
      setPoints((before) => [...before, snapped]);
    },
    [anchors],
  );
  const undo = useCallback(() => {
    setPoints((before) => before.slice(0, -1));
  }, []);
  return useMemo(
    () => (active ? { points, cursor, move, add, undo } : null),
    [active, points, cursor, move, add, undo],
  );
}
