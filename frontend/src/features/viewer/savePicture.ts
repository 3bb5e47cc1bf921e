import { download, fileName } from "@/lib/download";

import { pictureRatio } from "./components/PlanCanvas";
import type { Look } from "./drawing/picture";
import type { Painter } from "./drawing/Painter";
import { readPalette } from "./drawing/palette";

const SIZE = { width: 1600, height: 1200 };
const MARGIN = 60;

/** Save all of a plan as a PNG, in the colours of the page. */
export async function savePicture(painter: Painter, look: Look, plan: string): Promise<void> {
  const order = { look, palette: readPalette(document.body), paper: true, findings: true };
  const bitmap = await painter.paintWhole(order, SIZE, pictureRatio(), MARGIN);
  if (!bitmap) return;
  const canvas = document.createElement("canvas");
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done);
  });
  if (!blob) throw new Error("The browser could not make the picture.");
  download(fileName(plan, "png"), blob);
}
