import { useEffectEvent, useLayoutEffect, useState, useSyncExternalStore, type RefObject } from "react";

import type { Extent } from "@/plan/view";
import { ViewStore, type Sight } from "@/plan/viewStore";

export interface DrawingView extends Sight, Pick<ViewStore, "change" | "fit"> {}

/** The view of a drawing in an element, for those who follow it without rendering. */
export function useViewStore(element: RefObject<HTMLElement | null>, drawing: Extent): ViewStore {
  const [store] = useState(() => new ViewStore(drawing));
  useLayoutEffect(() => {
    store.show(drawing);
  }, [store, drawing]);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      store.resize({ width: target.clientWidth, height: target.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => {
      observer.disconnect();
    };
  }, [store, element]);
  return store;
}

/** The view of a drawing in an element; renders whenever it changes. */
export function useView(element: RefObject<HTMLElement | null>, drawing: Extent): DrawingView {
  const store = useViewStore(element, drawing);
  const sight = useSight(store, (now) => now);
  return { ...sight, change: store.change, fit: store.fit };
}

/** A part of what is to be seen; renders when that part changes. */
export function useSight<T>(store: ViewStore, part: (sight: Sight) => T): T {
  return useSyncExternalStore(store.subscribe, () => part(store.get()));
}

/** Do something at every change of the view, and once at the start, without rendering. */
export function useFollow(store: ViewStore, apply: (sight: Sight) => void): void {
  const run = useEffectEvent(apply);
  useLayoutEffect(() => {
    const follow = () => {
      run(store.get());
    };
    follow();
    return store.subscribe(follow);
  }, [store]);
}
