import { useMemo } from "react";

import { confidenceClass } from "./confidence";
import type { Picture } from "./drawing/drawPlan";
import { fillTiles, wallTiles } from "./drawing/tiles";
import type { Scene } from "./scene";

/** The paths of a scene, made once and again only where the colours of rooms change. */
export function usePicture(scene: Scene, { colourBy, stage }: Pick<Picture, "colourBy" | "stage">): Picture {
  const walls = useMemo(() => wallTiles(scene.walls), [scene]);
  const fills = useMemo(
    () => fillTiles(scene.rooms, colourBy === "room" ? ({ colour }) => colour : ({ room }) => confidenceClass(room.confidence)),
    [scene, colourBy],
  );
  return useMemo(() => ({ scene, walls, fills, colourBy, stage }), [scene, walls, fills, colourBy, stage]);
}
