import { useSyncExternalStore } from "react";

import type { SceneRoom } from "./scene";

/** Which room drawing, table and details speak of. No state of React: only what speaks of a room renders with it. */
export class FocusStore {
  #pointed: string | null = null;
  #selected: string | null = null;
  readonly #followers = new Set<() => void>();

  readonly subscribe = (follower: () => void): (() => void) => {
    this.#followers.add(follower);
    return () => {
      this.#followers.delete(follower);
    };
  };

  /** The room pointed at, else the selected one. */
  readonly shown = (): string | null => this.#pointed ?? this.#selected;

  readonly selected = (): string | null => this.#selected;

  readonly point = (id: string | null): void => {
    if (id === this.#pointed) return;
    this.#pointed = id;
    this.#tell();
  };

  readonly select = (id: string | null): void => {
    if (id === this.#selected) return;
    this.#selected = id;
    this.#tell();
  };

  /** Select a room, or let go of it. */
  readonly toggle = (id: string): void => {
    this.select(id === this.#selected ? null : id);
  };

  #tell(): void {
    for (const follower of this.#followers) follower();
  }
}

export function useShown(focus: FocusStore): string | null {
  return useSyncExternalStore(focus.subscribe, focus.shown);
}

export function useSelected(focus: FocusStore): string | null {
  return useSyncExternalStore(focus.subscribe, focus.selected);
}

/** Whether one room is shown and selected; renders only when that changes. */
export function useIsFocused(focus: FocusStore, { room }: SceneRoom): { shown: boolean; selected: boolean } {
  const shown = useSyncExternalStore(focus.subscribe, () => focus.shown() === room.id);
  const selected = useSyncExternalStore(focus.subscribe, () => focus.selected() === room.id);
  return { shown, selected };
}
