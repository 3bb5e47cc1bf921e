import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

import { kept } from "@/lib/browserStorage";

/** A key, the words for it, and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it, after "Mod+" for Control (Command on a Mac) and "Shift+". */
  keys: readonly string[];
  does: string;
  run: () => void;
  /** Only while this holds. */
  when?: () => boolean;
}

const STORED = "roomjobs.shortcuts";
const listeners = new Set<() => void>();

/** Keys without Control can be switched off: they get in the way of people who speak to their machine. */
export function useShortcutsEnabled(): [boolean, (enabled: boolean) => void] {
  const enabled = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept.get(STORED) !== "off",
  );
  const change = (next: boolean) => {
    kept.set(STORED, next ? "on" : "off");
    listeners.forEach((listener) => {
      listener();
    });
  };
  return [enabled, change];
}

/** Answer keys anywhere on the page, except where somebody types. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const [enabled] = useShortcutsEnabled();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
    const mod = event.ctrlKey || event.metaKey;
    if (!mod && !enabled && event.key.length === 1) return;
    const key = keyOf(event);
    const shifted = event.shiftKey && (mod || event.key.length > 1);
    const pressed = `${mod ? "Mod+" : ""}${shifted ? "Shift+" : ""}${key}`;
    const found = shortcuts.find(({ keys, when }) => keys.includes(pressed) && (when?.() ?? true));
    if (!found || (isPress(event.key) && isControl(event.target))) return;
    event.preventDefault();
    found.run();
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, []);
}

/**
 * What a key is called in shortcuts. On a keyboard whose letters are not Latin, it is the key in the same place: who
 * writes Russian undoes by the key that others call Z.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  if (key.length > 1) return key;
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  return (/^[\x20-\x7e]$/.test(key) ? key : (place?.[1] ?? place?.[2] ?? key)).toLowerCase();
}

/** Enter and Space press what has the focus. */
function isPress(key: string): boolean {
  return key === "Enter" || key === " ";
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=button]") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [role=dialog], [role=menu]") !== null
  );
}
