import { useEffect, useState, type RefObject } from "react";

interface Window {
  from: number;
  to: number;
}

const AROUND = 12;

/**
 * Which rows of a long list are to be rendered: those that its scrolling parent shows, and some around them.
 * All rows are of one height.
 */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  active: boolean,
): Window {
  const [shown, setShown] = useState<Window>({ from: 0, to: 3 * AROUND });
  // Not a layout effect: those run before the refs of parents are set.
  useEffect(() => {
    const target = scroller.current;
    if (!target || !active) return;
    const measure = () => {
      const first = Math.floor(target.scrollTop / rowHeight);
      const from = Math.max(0, first - AROUND - (first % AROUND));
      const to = Math.ceil((target.scrollTop + target.clientHeight) / rowHeight) + 2 * AROUND;
      setShown((before) => (before.from === from && Math.abs(before.to - to) < AROUND ? before : { from, to }));
    };
    measure();
    target.addEventListener("scroll", measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => {
      target.removeEventListener("scroll", measure);
      observer.disconnect();
    };
  }, [scroller, rowHeight, active]);
  return active ? { from: Math.min(shown.from, rows), to: Math.min(shown.to, rows) } : { from: 0, to: rows };
}
