import { useEffect, useRef, type RefObject } from "react";

/** Whether Space is held down on an element, which then is moved instead of worked on. */
export function useSpaceHeld(element: RefObject<HTMLElement | null>): RefObject<boolean> {
  const held = useRef(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const down = (event: KeyboardEvent) => {
      if (event.key === " " && event.target === element.current) held.current = true;
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === " ") held.current = false;
    };
    window.addEventListener("keydown", down, { signal });
    window.addEventListener("keyup", up, { signal });
    window.addEventListener("blur", () => (held.current = false), { signal });
    return () => {
      stop.abort();
    };
  }, [element]);
  return held;
}
