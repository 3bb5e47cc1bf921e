export type Pattern = "stripes" | "dots" | "crossed";

const SIZE_PX = 9;

/** Marks that are repeated over what is filled, in pixels of the screen, whatever the drawing is magnified by. */
export function patternOf(context: CanvasRenderingContext2D, pattern: Pattern, colour: string): CanvasPattern | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(SIZE_PX * window.devicePixelRatio);
  const tile = canvas.getContext("2d");
  if (!tile) return null;
  tile.scale(canvas.width / SIZE_PX, canvas.width / SIZE_PX);
  tile.strokeStyle = tile.fillStyle = colour;
  tile.lineWidth = 1.2;
  tile.beginPath();
  if (pattern === "dots") {
    tile.arc(SIZE_PX / 2, SIZE_PX / 2, 1.3, 0, 2 * Math.PI);
    tile.fill();
  } else {
    stripes(tile, 1);
    if (pattern === "crossed") stripes(tile, -1);
    tile.stroke();
  }
  const made = context.createPattern(canvas, "repeat");
  made?.setTransform(context.getTransform().invertSelf());
  return made;
}

/** Lines across a tile, which meet those of the tiles beside it. */
function stripes(tile: CanvasRenderingContext2D, slope: 1 | -1): void {
  for (const shift of [-SIZE_PX, 0, SIZE_PX]) {
    tile.moveTo(shift, slope === 1 ? SIZE_PX : 0);
    tile.lineTo(shift + SIZE_PX, slope === 1 ? 0 : SIZE_PX);
  }
}
