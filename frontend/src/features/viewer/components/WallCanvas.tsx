import { useColorScheme } from "@mui/material/styles";
import { useLayoutEffect, useMemo, useRef } from "react";

import { drawWalls, wallPaths } from "../drawWalls";
import type { Scene } from "../scene";
import type { Size, View } from "../view";

interface Props {
  walls: Scene["walls"];
  view: View;
  screen: Size;
  fitScale: number;
}

/** All walls in two strokes, which stays fast at tens of thousands of walls, where one element each would not. */
export function WallCanvas({ walls, view, screen, fitScale }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { colorScheme } = useColorScheme(); // the walls take the text colour, which changes with it
  const paths = useMemo(() => wallPaths(walls), [walls]);

  useLayoutEffect(() => {
    if (canvas.current) drawWalls(canvas.current, paths, view, screen, fitScale);
  }, [paths, view, screen, fitScale, colorScheme]);

  return <canvas ref={canvas} className="wall-canvas" aria-hidden="true" />;
}
