import { useRef, type ReactNode } from "react";

import { useFollow } from "@/hooks/useView";
import type { ViewStore } from "@/plan/viewStore";

interface Props {
  store: ViewStore;
  children: ReactNode;
}

/** Marks in coordinates of the drawing, over it. Moving it is one transform; only another magnification paints anew. */
export function MarkLayer({ store, children }: Props) {
  const layer = useRef<SVGSVGElement>(null);
  const magnified = useRef<SVGGElement>(null);
  useFollow(store, ({ view: { scale, x, y } }) => {
    if (!layer.current || !magnified.current) return;
    layer.current.style.transform = `translate(${x}px, ${y}px)`;
    const transform = `scale(${scale})`;
    if (magnified.current.getAttribute("transform") === transform) return;
    magnified.current.setAttribute("transform", transform);
    layer.current.style.setProperty("--upright", String(1 / scale));
  });
  return (
    <svg className="mark-layer" aria-hidden="true" ref={layer}>
      <g ref={magnified}>{children}</g>
    </svg>
  );
}
