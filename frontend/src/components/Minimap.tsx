import { useLayoutEffect, useRef, type PointerEvent } from "react";

import { useFollow } from "@/hooks/useView";
import { sightOf, type Size } from "@/plan/view";
import type { ViewStore } from "@/plan/viewStore";

interface Props {
  drawing: Size;
  /** Draws the whole plan on a canvas, fitted to a size. */
  paint: (canvas: HTMLCanvasElement, size: Size) => void;
  store: ViewStore;
}

const LONG_PX = 168;

/** Where on a large plan one is; press or drag to go elsewhere. The keyboard has arrow keys for that. */
export function Minimap({ drawing, paint, store }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const scale = LONG_PX / Math.max(drawing.width, drawing.height, 1);
  const size = { width: Math.max(8, drawing.width * scale), height: Math.max(8, drawing.height * scale) };
  const { width, height } = size;

  useLayoutEffect(() => {
    if (canvas.current) paint(canvas.current, { width, height });
  }, [paint, width, height]);
  useFollow(store, ({ view, screen }) => {
    if (!mark.current) return;
    const [minX, minY, maxX, maxY] = sightOf(view, screen).map((value) => value * scale) as [
      number,
      number,
      number,
      number,
    ];
    Object.assign(mark.current.style, {
      transform: `translate(${minX}px, ${minY}px)`,
      width: `${maxX - minX}px`,
      height: `${maxY - minY}px`,
    });
  });

  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    event.stopPropagation();
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / scale, (event.clientY - top) / scale];
    const { screen } = store.get();
    store.change((now) => ({ ...now, x: screen.width / 2 - x * now.scale, y: screen.height / 2 - y * now.scale }));
  };
  return (
    <div className="minimap" data-control aria-hidden="true" style={size} onPointerDown={go} onPointerMove={go}>
      <canvas ref={canvas} />
      <div className="minimap-sight" ref={mark} />
    </div>
  );
}
