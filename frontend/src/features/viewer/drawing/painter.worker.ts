import fontUrl from "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2?url";

import { confidenceClass } from "../confidence";
import type { DrawnRoom, DrawnScene } from "./drawn";
import { drawPlan } from "./drawPlan";
import type { Answer, Message, PaintOrder } from "./messages";
import { unpackScene } from "./pack";
import type { Look } from "./picture";
import { fillTiles, wallTiles, type FillTile, type WallTile } from "./tiles";

/** Draws a plan away from the page, so that no picture of it, however large, holds up a frame. */

let scene: DrawnScene;
let walls: WallTile[];
const fills = new Map<Look["colourBy"], FillTile[]>();
const font = new FontFace("Figtree Variable", `url(${fontUrl})`, { weight: "300 900" });
(self as unknown as { fonts: FontFaceSet }).fonts.add(font);
const fontTried = font.load().then(
  () => undefined,
  () => undefined, // another typeface is better than no picture
);

self.addEventListener("message", ({ data }: MessageEvent<Message>) => {
  if ("scene" in data) {
    scene = unpackScene(data.scene);
    walls = wallTiles(scene.walls);
    return;
  }
  const { number, order } = data;
  void fontTried.then(() => {
    const bitmap = paint(order);
    const answer: Answer = { number, bitmap };
    self.postMessage(answer, { transfer: [bitmap] });
  });
});

function paint({ look, frame, palette, paper, findings }: PaintOrder): ImageBitmap {
  const { screen, ratio } = frame;
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(screen.width * ratio)),
    Math.max(1, Math.round(screen.height * ratio)),
  );
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws nothing in a worker.");
  if (paper) {
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const shown = findings ? scene : { ...scene, stretches: [], marks: [] };
  drawPlan(context, { scene: shown, walls, fills: fillsBy(look.colourBy), ...look }, frame, palette);
  return canvas.transferToImageBitmap();
}

const KEYS: Record<Look["colourBy"], (room: DrawnRoom) => number> = {
  room: ({ colour }) => colour,
  usage: ({ usageColour }) => usageColour,
  confidence: ({ confidence }) => confidenceClass(confidence),
};

function fillsBy(colourBy: Look["colourBy"]): FillTile[] {
  let tiles = fills.get(colourBy);
  if (!tiles) {
    tiles = fillTiles(scene.rooms, KEYS[colourBy]);
    fills.set(colourBy, tiles);
  }
  return tiles;
}
