import { useLayoutEffect, useRef, type PointerEvent } from "react";

import type { Box, Size, View } from "@/lib/view";

interface Props {
  drawing: Size;
  /** Draws the whole plan on a canvas of its own, fitted. */
  paint: (canvas: HTMLCanvasElement, size: Size) => void;
  /** The part of the drawing that the screen shows. */
  sight: Box;
  /** Bring a place of the drawing to the middle of the screen. */
  onMove: (view: (now: View) => View) => void;
  screen: Size;
}

const LONG_PX = 168;

/** Where on a large plan one is; press or drag to go elsewhere. The keyboard has arrow keys for that. */
export function Minimap({ drawing, paint, sight, onMove, screen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = LONG_PX / Math.max(drawing.width, drawing.height, 1);
  const size = { width: Math.max(8, drawing.width * scale), height: Math.max(8, drawing.height * scale) };
  const { width, height } = size;

  useLayoutEffect(() => {
    if (canvas.current) paint(canvas.current, { width, height });
  }, [paint, width, height]);

  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    event.stopPropagation();
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / scale, (event.clientY - top) / scale];
    onMove((now) => ({ ...now, x: screen.width / 2 - x * now.scale, y: screen.height / 2 - y * now.scale }));
  };
  const [minX, minY, maxX, maxY] = sight.map((value) => value * scale) as [number, number, number, number];
  return (
    <div className="minimap" data-control aria-hidden="true" style={size} onPointerDown={go} onPointerMove={go}>
      <canvas ref={canvas} />
      <div
        className="minimap-sight"
        style={{ transform: `translate(${minX}px, ${minY}px)`, width: maxX - minX, height: maxY - minY }}
      />
    </div>
  );
}
