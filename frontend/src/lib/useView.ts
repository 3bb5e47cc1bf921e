import { useCallback, useLayoutEffect, useState, type RefObject } from "react";

import { fitView, type Extent, type Size, type View } from "./view";

export interface DrawingView {
  view: View;
  screen: Size;
  change: (next: (view: View, fitScale: number) => View) => void;
  fit: () => void;
  isFitted: boolean;
}

/** The view of a drawing in an element: fitted until somebody moves it, and fitted again on demand. */
export function useView(element: RefObject<HTMLElement | null>, drawing: Extent): DrawingView {
  const [screen, setScreen] = useState<Size>({ width: 0, height: 0 });
  const [moved, setMoved] = useState<View | null>(null);
  const fitted = fitView(drawing, screen);

  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      setScreen({ width: target.clientWidth, height: target.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => {
      observer.disconnect();
    };
  }, [element]);

  const { scale, x, y } = fitted;
  const change = useCallback(
    (next: (view: View, fitScale: number) => View) => {
      setMoved((view) => next(view ?? { scale, x, y }, scale));
    },
    [scale, x, y],
  );
  const fit = useCallback(() => {
    setMoved(null);
  }, []);
  return { view: moved ?? fitted, screen, change, fit, isFitted: moved === null };
}
